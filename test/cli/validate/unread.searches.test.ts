/** What is not read is never a pass, and what a plan destroys is lost. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { here, inTemporaryFolder } from '../run.ts'
import { type Report, write } from './ask.ts'

const caseOf = (name: string): string => readFileSync(new URL(`../../config/cases/${name}`, import.meta.url), 'utf8')

interface Full extends Report {
  readonly destroyed: readonly { readonly topic: string; readonly by: string; readonly reason?: string }[]
}

/** Both forms, and files that come to the same, ask the same: it is searched once. */
const kept = mkdtempSync(join(tmpdir(), 'tidemark-unread-'))
afterAll(() => rmSync(kept, { recursive: true }))

/** One row and column of one file. */
const asked = (name: string, text: string, ...more: readonly string[]) =>
  inTemporaryFolder(async (folder) => {
    write(folder, { [name]: text })
    const args = ['validate', name, '--guarantee', 'acked', '--envelope', 'moves', '--cache', kept, ...more]
    const report = await here([...args, '--json'], folder)
    const { stdout } = await here(args, folder)
    return { code: report.code, report: JSON.parse(report.stdout) as Full, text: stdout }
  })

describe('what is not read ends incomplete', () => {
  it.each([
    [
      'nothing about replication',
      'p.properties',
      'compression.type=lz4\n',
      'nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4',
    ],
    [
      'a key that looks like durability',
      'p.properties',
      'kafka.version=4.0.0\nmin.insync.replica=2\n',
      'min.insync.replica is no key that is known, and looks as if it bore on replication (did you mean min.insync.replicas?)',
    ],
    [
      'a variable',
      '.env',
      'KAFKA_MIN_INSYNC_REPLICAS=${N}\n',
      'min.insync.replicas is what a variable says that is not in the file, and not read',
    ],
    [
      'a listing of partitions',
      'urp.txt',
      '\tTopic: t\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: 1,2\n',
      'this listing does not show min.insync.replicas of topic t: give what --describe alone prints, or --set',
    ],
  ])('%s', async (_, name, text, message) => {
    const { code, report, text: shown } = await asked(name, text)
    expect([code, report.verdict]).toEqual([152, 'incomplete'])
    expect(report.subjects[0]?.head.unread.map((one) => one.message)).toContain(message)
    expect(report.subjects[0]?.answer).toBe('incomplete')
    expect(shown.replaceAll(/\s+/g, ' ')).toContain(`Unread ${message}`)
    const taken = await asked(name, text, '--assume-defaults')
    expect([taken.code, taken.report.subjects[0]?.head.unread]).toEqual([0, []])
    expect(
      taken.report.subjects[0]?.head.warnings.some(
        (warning) => warning.startsWith(message) && warning.endsWith('--assume-defaults says'),
      ),
    ).toBe(true)
  })
})

it('what the command line overrules was read, and what nobody says was not', async () => {
  const listing = [
    'Topic: t\tTopicId: x\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: ',
    '\tTopic: t\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3',
    '',
  ].join('\n')
  const unreadOf = async (name: string, text: string, flag: string) => {
    const { code, report } = await asked(name, text, flag, 'replication.factor=2', '--kafka-version', '4.0')
    return [code, report.subjects[0]?.head.unread.length]
  }
  expect(await unreadOf('listing.txt', listing, '--set')).toEqual([0, 0])
  expect(await unreadOf('listing.txt', listing, '--propose')).toEqual([0, 0])
  expect(await unreadOf('p.properties', 'compression.type=lz4\n', '--set')).toEqual([152, 1])
  expect(await unreadOf('p.properties', 'compression.type=lz4\n', '--propose')).toEqual([152, 1])
})

it('a topic that Terraform’s files have no more is lost when they are applied, unless it may be in what is not read', () =>
  inTemporaryFolder(async (folder) => {
    const topic = (name: string) =>
      `resource "kafka_topic" "${name}" {\n  name = "${name}"\n  replication_factor = 2\n  config = { "min.insync.replicas" = "2" }\n}\n`
    const both = `${topic('orders')}${topic('pay')}`
    write(folder, {
      'both/main.tf': both,
      'one/main.tf': topic('orders'),
      'open/main.tf': `${topic('orders')}module "more" {\n  source = "./more"\n}\n`,
    })
    const destroyedBy = async (head: string) => {
      const row = ['--guarantee', 'acked', '--envelope', 'moves', '--kafka-version', '4.0', '--cache', kept]
      const { code, stdout } = await here(['validate', '--base', 'both', '--head', head, ...row, '--json'], folder)
      return [code, (JSON.parse(stdout) as Full).destroyed.map(({ topic: name, by }) => [name, by])]
    }
    expect(await destroyedBy('one')).toEqual([12, [['pay', 'delete']]])
    expect(await destroyedBy('open')).toEqual([152, []])
    expect(await destroyedBy('both')).toEqual([0, []])
  }))

describe('what somebody takes upon himself', () => {
  it('--assume settles the key that was not read, and says whose word it is', async () => {
    const words = ['--assume', 'min.insync.replicas=2'] as const
    const { code, report } = await asked('.env', 'KAFKA_DEFAULT_REPLICATION_FACTOR=3\nKAFKA_MIN_INSYNC_REPLICAS=${N}\n', ...words)
    const [head] = report.subjects.map((subject) => subject.head)
    expect([code, head?.unread]).toEqual([0, []])
    expect(head?.values.find(({ key }) => key === 'min.insync.replicas')).toMatchObject({ value: '2', source: 'assumed' })
    expect(head?.notes).toContain('min.insync.replicas=2 is assumed, as --assume says: no file gives it')
    const given = await asked('.env', 'KAFKA_MIN_INSYNC_REPLICAS=3\n', ...words)
    expect(given.report.subjects[0]?.head.values.find(({ key }) => key === 'min.insync.replicas')?.value).toBe('3')
  })

  it('--vendor puts its defaults below the files', async () => {
    const { report } = await asked('server.properties', 'broker.id=1\nmin.insync.replicas=1\n', '--vendor', 'msk')
    const values = report.subjects[0]?.head.values.flatMap(({ key, value, source }) =>
      /min|unclean|factor/.test(key) ? [`${key}=${value} ${source}`] : [],
    )
    expect(values).toEqual([
      'replication.factor=3 default of the client or vendor',
      'min.insync.replicas=1 broker file',
      'unclean.leader.election.enable=true default of the client or vendor',
    ])
  })
})

describe('what a plan destroys is lost', () => {
  it.each([
    [
      '26-tf-replace/plan.json',
      'topic',
      'replace',
      'LOST the plan deletes, and makes anew, topic topic (replace_because_cannot_update): every record in it is lost (plan.json:5:',
    ],
    [
      '29-tf-delete/only-delete.json',
      'old',
      'delete',
      'LOST the plan deletes topic old: every record in it is lost (plan.json:20:',
    ],
  ])('%s', async (name, topic, by, words) => {
    const { code, report, text } = await asked('plan.json', caseOf(name))
    expect([code, report.verdict, report.destroyed]).toMatchObject([12, 'violated', [{ topic, by }]])
    expect(text.replaceAll(/\s+/g, ' ')).toContain(words)
  })
})
