/** Terraform's own files, as people have them: what literals settle is read, and everything else is said with its line. */
import { expect, it } from 'vitest'
import { ConfigError, readingConfig } from '../../config/index.ts'
import { awaited } from '../../config/steps.ts'
import { mutated, randomOf, seedOf } from './mutations.ts'
import { sample } from './samples.ts'
import { type Outcome, outcomeFrom, silent } from './silent.ts'
import { type Came, cameToWaiting } from './subjects-of.ts'

type Row = readonly [name: string, files: Readonly<Record<string, string>>, expected: Partial<Came>]

const PLAN =
  /^what is not read here is in the plan that terraform plan -out=tfplan && terraform show -json tfplan > plan\.json makes$/

const mongey = (factor: string, isr: string, more = ''): string =>
  `resource "kafka_topic" "orders" {\n  name = "orders"\n  partitions = 12\n  replication_factor = ${factor}\n  config = {\n    "min.insync.replicas" = ${isr}\n  }\n${more}}\n`
const orders = (factor: string, isr: string) => ({
  orders: { 'replication.factor': `${factor} topic`, 'min.insync.replicas': `${isr} topic` },
})

const READ: readonly Row[] = [
  ['Mongey with a map', { 'main.tf': mongey('3', '"2"') }, { subjects: orders('3', '2'), unread: [] }],
  [
    'Confluent Cloud, with the count of partitions as a text and credentials',
    {
      'main.tf':
        'resource confluent_kafka_topic orders {\n  kafka_cluster {\n    id = confluent_kafka_cluster.c.id\n  }\n  topic_name = "orders"\n  partitions_count = "6"\n  config = { "min.insync.replicas" : "2", }\n  credentials {\n    secret = "hunter2"\n  }\n}\n',
    },
    { subjects: { orders: { 'replication.factor': '3 vendor', 'min.insync.replicas': '2 topic' } }, unread: [] },
  ],
  [
    'Aiven with a block',
    {
      'main.tf':
        'resource "aiven_kafka_topic" "a" {\n  topic_name = "orders"\n  replication = 3\n  config {\n    min_insync_replicas = 2\n    unclean_leader_election_enable = true\n  }\n}\n',
    },
    {
      subjects: { orders: { ...orders('3', '2').orders, 'unclean.leader.election.enable': 'true topic' } },
      unread: [],
    },
  ],
  [
    'MSK: properties in a heredoc with variables, and the cluster in another file',
    {
      'config.tf':
        'variable "isr" { default = 2 }\nresource "aws_msk_configuration" "c" {\n  kafka_versions = ["3.6.0"]\n  server_properties = <<-EOT\n    # { "\n    default.replication.factor = 3\n    min.insync.replicas = ${var.isr}\n  EOT\n}\n',
      'cluster.tf':
        'resource "aws_msk_cluster" "c" {\n  kafka_version = "3.6.0"\n  number_of_broker_nodes = 3\n  configuration_info {\n    arn = aws_msk_configuration.c.arn\n  }\n}\n',
    },
    {
      subjects: {
        'any topic': {
          'replication.factor': '3 static',
          'min.insync.replicas': '2 static',
          'unclean.leader.election.enable': 'true vendor',
        },
      },
      version: '3.6',
      unread: [],
    },
  ],
  [
    'the default of a variable, a local, and text around one',
    {
      'main.tf': `variable "rf" {\n  type = number\n  default = 3\n}\nlocals {\n  isr = { strict = "2" }\n  name = "ord"\n}\n${mongey('var.rf', 'local.isr.strict').replace('"orders"\n', '"${local.name}ers"\n')}`,
    },
    {
      subjects: orders('3', '2'),
      unread: [],
      said: expect.arrayContaining([
        'kafka_topic.orders has var.rf from main.tf:3, unless -var, TF_VAR_rf or another file of variables says something else',
      ]) as string[],
    },
  ],
  [
    'terraform.tfvars above a default, and *.auto.tfvars above that',
    {
      'main.tf': mongey('var.rf', 'var.isr'),
      'variables.tf': 'variable "rf" {\n  default = 1\n}\nvariable "isr" {\n  default = 1\n}\n',
      'terraform.tfvars': 'rf = 3\nisr = 3\n',
      'b.auto.tfvars': 'isr = 2\n',
    },
    { subjects: orders('3', '2'), unread: [] },
  ],
  [
    'comments, strings and heredocs with braces in them',
    {
      'main.tf': `# {\n/* "{ */\nresource "null_resource" "a" {\n  x = "} \${"{"} \\" {" // {\n  y = <<EOT\n} "\nEOT\n}\n${mongey('3 # {', '"2"')}`,
    },
    { subjects: orders('3', '2'), unread: [] },
  ],
  [
    'JSON',
    {
      'main.tf.json': JSON.stringify({
        variable: { rf: { default: 3 } },
        resource: {
          kafka_topic: { orders: { name: 'orders', replication_factor: '${var.rf}', config: { 'min.insync.replicas': '2' } } },
          aiven_kafka_topic: { pay: [{ topic_name: 'pay', replication: 2, config: { min_insync_replicas: 1 } }] },
        },
      }),
    },
    {
      subjects: { ...orders('3', '2'), pay: { 'replication.factor': '2 topic', 'min.insync.replicas': '1 topic' } },
      unread: [],
    },
  ],
  [
    'nothing of Kafka',
    { 'vpc.tf': 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n', 'main.tf': mongey('3', '2') },
    { subjects: orders('3', '2'), unread: [] },
  ],
]

it.each(READ)('is read: %s', async (_, files, expected) => {
  expect(await cameToWaiting(files)).toMatchObject({ refused: undefined, ...expected })
})

const LEFT: readonly (readonly [name: string, files: Readonly<Record<string, string>>, unread: readonly string[]])[] = [
  [
    'a variable without default',
    { 'main.tf': `variable "rf" {}\n${mongey('var.rf', '"2"')}` },
    ['5 replication_factor of topic orders is var.rf, which has no default, and no value in a file given, and left out'],
  ],
  [
    'a variable that no file has',
    { 'main.tf': mongey('3', 'var.isr') },
    ['6 min.insync.replicas of topic orders is var.isr, which no file given has, and left out'],
  ],
  [
    'a value in a file that Terraform takes only where it is named',
    { 'main.tf': `variable "rf" { default = 3 }\n${mongey('var.rf', '2')}`, 'prod.tfvars': 'rf = 1\n' },
    [
      '5 replication_factor of topic orders is var.rf, which has a value in prod.tfvars:1 that Terraform takes only where -var-file names the file, and left out',
    ],
  ],
  [
    'a sensitive variable',
    { 'main.tf': `variable "rf" {\n  default = 3\n  sensitive = true\n}\n${mongey('var.rf', '2')}` },
    ['8 replication_factor of topic orders is var.rf, which is sensitive, and left out'],
  ],
  [
    'functions and conditions, without what stands in them',
    { 'main.tf': mongey('var.a ? "hunter2" : 3', 'lookup(var.m, "hunter2")') },
    [
      '4 replication_factor of topic orders is an expression that Terraform works out, and left out',
      '6 min.insync.replicas of topic orders is lookup(…), which Terraform works out, and left out',
    ],
  ],
  [
    'a whole map that is merged',
    { 'main.tf': mongey('3', '2').replace(/config = [^}]*\}/, 'config = merge(local.a, {\n    "acks" = 1\n  })') },
    ['5 config of topic orders is merge(…), which Terraform works out, and left out'],
  ],
  [
    'count and for_each',
    { 'main.tf': mongey('3', '2', '  count = 2\n').replace('"orders" {', '"a" {') + mongey('3', '2', '  for_each = var.t\n') },
    [
      '8 kafka_topic.a is not read: count says how many there are, and Terraform works that out',
      '17 kafka_topic.orders is not read: for_each says how many there are, and Terraform works that out',
    ],
  ],
  [
    'a dynamic block',
    {
      'main.tf':
        'resource "aiven_kafka_topic" "a" {\n  topic_name = "a"\n  replication = 3\n  dynamic "config" {\n    for_each = [1]\n    content {}\n  }\n}\n',
    },
    ['4 aiven_kafka_topic.a is not read: a dynamic block is what Terraform works out'],
  ],
  [
    'a module',
    { 'main.tf': `${mongey('3', '2')}module "topics" {\n  source = "./topics"\n}\n` },
    ['9 module topics is not read: what it makes is not in this file'],
  ],
  [
    'what Terraform leaves as it is',
    { 'main.tf': mongey('3', '2', '  lifecycle {\n    ignore_changes = [config]\n  }\n') },
    ['9 lifecycle of kafka_topic.orders leaves what is there as it is: this file does not say what that is'],
  ],
  [
    'a resource of a type that is not known',
    { 'main.tf': `${mongey('3', '2')}resource "redpanda_topic" "t" {\n  replication_factor = 1\n}\n` },
    ['9 redpanda_topic.t is not read: nothing is known of resources of its type'],
  ],
  [
    'a cluster of MSK whose configuration is elsewhere',
    { 'main.tf': `${mongey('3', '2')}resource "aws_msk_cluster" "c" {\n  kafka_version = var.v\n}\n` },
    [
      '10 kafka_version of aws_msk_cluster.c is var.v, which no file given has, and left out',
      '9 the configuration of aws_msk_cluster.c is not in the files given, and not read',
    ],
  ],
  [
    'properties of MSK with a key that is worked out, and with one value',
    {
      'main.tf':
        'resource "aws_msk_configuration" "c" {\n  server_properties = <<EOT\nmin.insync.replicas=${var.isr}\nx=1\nEOT\n}\n',
    },
    ['3 min.insync.replicas is what a variable says that is not in the file, and not read'],
  ],
  [
    'a block that is none, and a name outside of blocks',
    { 'main.tf': `${mongey('3', '2')}resurce "kafka_topic" "b" {\n}\nmin_isr = 1\n` },
    [
      '11 min_isr stands outside of blocks, which Terraform refuses',
      '9 a block of type resurce is none of Terraform’s, and not read',
    ],
  ],
]

it.each(LEFT)('is said: %s', async (_, files, unread) => {
  const beside = (of: string) =>
    new Map(Object.entries(files).flatMap(([file, text]) => (file === of ? [] : [[file, { file, text }] as const])))
  const file = 'main.tf'
  const read = await awaited(readingConfig({ file, text: files[file] ?? '', side: 'after', beside: beside(file) }))
  expect(read.unread.map(({ place, message }) => `${place.line} ${message}`)).toEqual(unread)
  expect(read.notices.filter(({ message }) => PLAN.test(message))).toHaveLength(1)
  expect(JSON.stringify(read)).not.toContain('hunter2')
})

it.each([
  [
    'a value that is missing',
    'resource "kafka_topic" "a" {\n  name =\n}\n',
    'main.tf:2:9: is not HCL: Invalid expression: Expected the start of an expression, but found an invalid expression token.',
  ],
  [
    'an argument given twice',
    'resource "kafka_topic" "a" {\n  name = "a"\n  name = "b"\n}\n',
    'main.tf:3:3: is not HCL: Attribute redefined: The argument "name" was already set at line 2. Each argument may be set only once.',
  ],
])('is refused with the words of the library: %s', async (_, text, refused) => {
  expect((await cameToWaiting({ 'main.tf': text })).refused).toBe(refused)
})

it.each([
  ['brackets', `x = ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`],
  ['signs', `x = ${'!'.repeat(20_000)}true\n`],
  ['conditions', `x = ${'a ? b :\n '.repeat(20_000)}1\n`],
  ['templates', `x = "\${${'['.repeat(20_000)}}"\n`],
])('more %s than the stack of the library would do for are not given to it', async (_, text) => {
  const { unread } = await awaited(readingConfig({ file: 'main.tf', text: `# kafka\n${text}kafka = 1\n`, side: 'after' }))
  expect(unread.map(({ message }) => message.replace(/:.*/, ''))).toEqual([
    'HCL is not read, since it is nested more than 100 deep',
  ])
})

it('an accident to main.tf never changes what counts without a word', async () => {
  const outcome = async (text: string): Promise<Outcome | undefined> => {
    try {
      const document = await awaited(readingConfig({ file: 'main.tf', text, side: 'after' }))
      return outcomeFrom(text, () => document)
    } catch (error) {
      if (error instanceof ConfigError) return undefined
      throw error
    }
  }
  const text = sample('main.tf')
  const before = await outcome(text)
  if (before === undefined) throw new Error('main.tf is refused')
  expect([before.unread, [...before.subjects.keys()]]).toEqual([0, ['orders 1', 'orders 0']])
  const random = randomOf(seedOf('main.tf'))
  const found: string[] = []
  let taken = 0
  for (let n = 0; n < Number(process.env['TIDEMARK_MUTATIONS'] ?? 100); n++) {
    const mutant = mutated(text, random)
    const after = await outcome(mutant.text)
    if (after === undefined) continue
    taken++
    const what = silent(text, mutant, before, after)
    if (what !== undefined) found.push(`${mutant.kind}: ${what}\n${mutant.text}`)
  }
  expect(taken).toBeGreaterThan(20)
  expect(found.slice(0, 3)).toEqual([])
})
