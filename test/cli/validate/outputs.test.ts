/** Where the result of `validate` goes, what it exits with, and what never gets out. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FORMATS } from '../../../config/index.ts'
import { cli, here, inTemporaryFolder, type Run } from '../run.ts'
import { lines, only, reportOf, write } from './ask.ts'
import { readXml } from '../../reports/validation/xml.ts'

const SAFE = lines(
  'kafka.version=4.1.0',
  'replication.factor=2',
  'min.insync.replicas=2',
  'acks=all',
  'eligible.leader.replicas.version=1',
)
const RISKY = lines(
  '# one copy is enough',
  'kafka.version=4.1.0',
  'replication.factor=2',
  'min.insync.replicas=2',
  'acks=1',
  'eligible.leader.replicas.version=1',
)
const SCOPE = ['--guarantee', 'acked', '--envelope', 'moves', '--workers', '2']
const CHANGE = ['--base', 'base.properties', '--head', 'conf/head.properties', ...SCOPE]
const FILES = { 'base.properties': SAFE, 'conf/head.properties': RISKY }

/** Of a partition with one replica: the smallest question there is. */
const ONE = lines('kafka.version=4.1.0', 'replication.factor=1', 'eligible.leader.replicas.version=1')
const TINY = ['one.properties', '--guarantee', 'electable', '--envelope', 'kill', '--workers', '1']

const ELR = ['--set', 'eligible.leader.replicas.version=1'] as const
const NARROW = [...ELR, '--guarantee', 'electable', '--envelope', 'kill', '--workers', '1', '--json', '--no-cache'] as const

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())

describe('the forms of a result', () => {
  it('are one on standard output, reports in files, and in a workflow annotations and a summary', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { ...FILES, 'summary.md': 'an earlier step\n' })
      const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), GITHUB_WORKSPACE: folder }
      const reports = ['--junit', 'out/j.xml', '--sarif', 'out/s.sarif']
      const run = await cli(['validate', ...CHANGE, ...reports, '--json'], folder, env)
      expect(run.code).toBe(12)
      const { losses } = only(reportOf(run))
      expect(losses.map((l) => l.causes.map((c) => c.to.place))).toEqual([[{ file: 'conf/head.properties', line: 5, column: 6 }]])

      const annotation = '::error file=conf/head.properties,line=5,col=6,title=acked records survive%3A lost (any topic)::'
      expect(run.stderr.startsWith(annotation)).toBe(true)
      expect(run.stderr.trimEnd().split('\n')).toHaveLength(1)

      const markdown = await here(['validate', ...CHANGE, '--markdown'], folder)
      expect([markdown.code, markdown.stderr]).toEqual([12, ''])
      expect(markdown.stdout.startsWith('## LOST: acked records survive\n')).toBe(true)
      const summary = readFileSync(join(folder, 'summary.md'), 'utf8')
      expect(summary.startsWith('an earlier step\n## LOST: acked records survive\n')).toBe(true)
      const withoutCounts = (text: string): string => text.replace(/<sub>.*<\/sub>/, '')
      expect(withoutCounts(summary)).toBe(withoutCounts(`an earlier step\n${markdown.stdout}\n`))

      const xml = readXml(readFileSync(join(folder, 'out/j.xml'), 'utf8'))
      expect(xml.attributes).toMatchObject({ tests: '1', failures: '1', errors: '0' })
      const sarif: unknown = JSON.parse(readFileSync(join(folder, 'out/s.sarif'), 'utf8'))
      expect(sarif).toMatchObject({
        version: '2.1.0',
        runs: [
          {
            results: [
              {
                ruleId: 'tidemark/acked',
                locations: [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: 'conf/head.properties' },
                      region: { startLine: 5, startColumn: 6 },
                    },
                  },
                ],
              },
            ],
          },
        ],
      })

      const [text, quiet] = [await here(['validate', ...CHANGE], folder), await here(['validate', ...CHANGE, '--quiet'], folder)]
      expect(text.stdout).toContain('\nCause     acks all -> 1 (conf/head.properties:5:6, was base.properties:4:6)\n')
      expect(text.stdout).toContain('\nSteps     3 steps, a shortest run under leader moves and lag:\n')
      expect(quiet.stdout).toContain(
        '\nLOST      acked records survive under leader moves and lag\nCause     acks all -> 1 (conf/head',
      )
      for (const left of ['guarantee ', 'Let', 'Because', 'Steps', 'Replay', 'Bounds', 'effective configuration', 'Assumes'])
        expect(quiet.stdout).not.toContain(left)
      const forced = (more: Readonly<Record<string, string>>) =>
        here(['validate', ...CHANGE], folder, { FORCE_COLOR: '1', ...more })
      expect((await forced({})).stdout).toContain('\u001b[31m')
      expect((await forced({ NO_COLOR: '1' })).stdout).not.toContain('\u001b')
    })
  })
})

describe('exit codes', () => {
  it.each([
    ['0 for a configuration with guarantees refuted', [], 0],
    ['12 for it with --strict', ['--strict'], 12],
    ['0 for a change that loses nothing', ['--propose', 'acks=all'], 0],
    ['12 for it with --strict, when a guarantee was never held', ['--propose', 'acks=all', '--strict'], 12],
  ] as const)('%s', async (_, args, code) => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      expect(await here(['validate', ...TINY, ...args, '--quiet'], folder)).toMatchObject({ code, stderr: '' })
    })
  })

  it('152 when a limit was hit, 0 when that is allowed, and nothing is kept of it', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, FILES)
      const args = ['validate', 'base.properties', ...SCOPE, '--max-states', '10', '--json']
      const run = await here(args, folder)
      expect([run.code, reportOf(run).verdict]).toEqual([152, 'incomplete'])
      expect(only(reportOf(run)).head.cells).toMatchObject([
        { verdict: 'incomplete', reason: 'the limit of 10 states (--max-states)' },
      ])
      expect((await here([...args, '--allow-incomplete'], folder)).code).toBe(0)
      const kept = filesBelow(join(folder, '.tidemark/home')).map((path) => path.slice(folder.length + 1))
      expect(kept).toEqual(['.tidemark/home/state/tidemark/cache-key'])
    })
  })

  it.each([
    [['--base', 'one.properties'], '--base needs --head or --propose: what is it to become?'],
    [['--head', 'one.properties'], '--head needs --base to be compared with; to check one configuration, give its files alone'],
    [
      ['--head', 'one.properties', '--propose', 'acks=1'],
      '--head needs --base to be compared with; to check one configuration, give its files alone',
    ],
    [[], 'validate needs a configuration: files, --base and --head, --bootstrap-server, or --set'],
    [['one.properties', '--quick', '--thorough'], '--quick and --thorough contradict each other'],
    [
      ['one.properties', '--json', '--markdown'],
      '--json and --markdown contradict each other: each is all there is on standard output',
    ],
    [['one.properties', '--junit', '.'], 'it is a folder'],
    [['one.properties', '--junit', 'out', '--sarif', './out'], '--junit and --sarif name one file, '],
    [['one.properties', '--sarif', 'one.properties/s.sarif'], '--sarif: cannot write to'],
    [['one.properties', '--guarantee', 'none'], '--guarantee none leaves nothing to check'],
    [['one.properties', '--set', 'acks'], "argument 'acks' is invalid. It must be key=value"],
    [
      ['one.properties', '--propose', 'kafka.version=4.11'],
      'kafka.version=4.11: It must be a release of Kafka that is known here, newest first: 4.4,',
    ],
    [['one.properties', '--set', 'kafka.version=4.1'], 'the release of both sides is given with --kafka-version'],
    [['one.properties', '--set', 'min.insync.replica=1'], 'no such key (did you mean min.insync.replicas?)'],
    [['one.properties', '--propose', 'retention.ms=1'], "--propose retention.ms: this key of Kafka's has no influence"],
    [['one.properties', '--set', 'min.insync.replicas=two'], 'min.insync.replicas must be an integer of at least 1, not two'],
    [['one.properties', '--change', 'acks=1'], 'To validate a change is --propose acks=1.'],
    [['one.properties', '--invariants', 'AckedDurable'], 'rows of the table are --guarantee'],
    [['one.properties', '--scenario', 'A12'], 'check --scenario A12'],
    [['one.properties', '--guarantee', 'ackd'], 'did you mean acked?'],
    [['one.properties', '--envelope', 'killed'], 'did you mean kill?'],
    [['one.properties', '--format', 'yaml'], 'strimzi'],
    [['one.properties', '--workers', '0'], '--workers'],
    [['one.properties', '--unknown'], '--unknown'],
  ] as const)('64 for %j', async (args, message) => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      const run = await here(['validate', ...args], folder)
      expect(run.code).toBe(64)
      if (!(args as readonly string[]).includes('--json')) expect(run.stdout).toBe('')
      expect(run.stderr).toContain(message)
      expect(readdirSync(folder)).toEqual(['one.properties'])
    })
  })

  it.each([
    [
      'a file that is not there',
      { 'ab.yaml': '' },
      'a.yaml',
      'error TM-401: a.yaml: there is no such file (did you mean ab.yaml?)',
    ],
    ['a folder that is not there', {}, 'conf/a.yaml', 'error TM-401: conf/a.yaml: there is no such file, and no folder conf'],
    [
      'a folder without configurations',
      { 'conf/readme.md': '' },
      'conf',
      'error TM-401: conf: cannot be read: it is a folder without',
    ],
    [
      'malformed YAML',
      { 'a.yaml': 'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: t}\nspec:\n  config: [1\n' },
      'a.yaml',
      /^error TM-402: a\.yaml:\d+:\d+: /,
    ],
    ['malformed JSON', { 'a.json': '{"resource_changes": [\n  {]\n' }, 'a.json', 'error TM-402: a.json:2:4: '],
    [
      'malformed properties',
      { 'a.properties': 'acks=all\nretries=\\u00zz\n' },
      'a.properties',
      'error TM-402: a.properties:2:9: ',
    ],
    [
      'a contradiction',
      { 'a.properties': lines('replication.factor=2', 'acks=1', 'enable.idempotence=true') },
      'a.properties',
      'error TM-402: a.properties:2:6: acks must be ',
    ],
  ] as const)('151 for %s', async (_, files, name, message) => {
    await inTemporaryFolder(async (folder) => {
      write(folder, files)
      const run = await here(['validate', name], folder)
      expect([run.code, run.stdout]).toEqual([151, ''])
      if (typeof message === 'string') expect(run.stderr).toContain(message)
      else expect(run.stderr).toMatch(message)
    })
  })
})

describe('secrets', () => {
  const MARK = 'zqHunter2qz'
  const JAAS = `org.apache.kafka.common.security.plain.PlainLoginModule required username=\\"u\\" password=\\"${MARK}\\";`
  const KEY = 'listener.name.internal.plain.sasl.jaas.config'
  const WHOLE: Readonly<Record<string, string>> = {
    'a.properties': lines(
      'broker.id=1',
      'default.replication.factor=1',
      `ssl.keystore.password=${MARK}`,
      `${KEY}=${JAAS}`,
      `my.own.secret=${MARK}`,
    ),
    'configs.txt': lines(
      'All configs for topic t are:',
      `  my.thing=${MARK} sensitive=true synonyms={DYNAMIC_TOPIC_CONFIG:my.thing=${MARK}}`,
      `  ${KEY}=${JAAS} sensitive=false synonyms={}`,
      '  min.insync.replicas=1 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:min.insync.replicas=1}',
    ),
    'topics.txt': lines(
      `Topic: t\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: ssl.key.password=${MARK},min.insync.replicas=1`,
      '\tTopic: t\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1',
    ),
    'strimzi.yaml': lines(
      'apiVersion: kafka.strimzi.io/v1',
      'kind: Kafka',
      'metadata: { name: main }',
      'spec:',
      '  kafka:',
      '    version: 4.1.0',
      '    config:',
      '      default.replication.factor: 1',
      `      ssl.truststore.password: ${MARK}`,
      `      ${KEY}: '${JAAS}'`,
    ),
    'plan.json': JSON.stringify({
      format_version: '1.2',
      variables: { password: { value: MARK } },
      resource_changes: [
        { type: 'aws_db_instance', change: { actions: ['create'], before: null, after: { password: MARK } } },
        {
          address: 'kafka_topic.t',
          type: 'kafka_topic',
          change: {
            actions: ['create'],
            before: null,
            after: { name: 't', replication_factor: 1, config: { 'my.thing': MARK, 'min.insync.replicas': '1' } },
            after_sensitive: { config: { 'my.thing': true } },
          },
        },
      ],
    }),
    'admin.json': JSON.stringify([
      {
        resourceType: 2,
        resourceName: 't',
        configs: [
          { name: 'my.thing', value: MARK, configSource: 1, isSensitive: true },
          { name: KEY, value: JAAS, configSource: 1, isSensitive: false },
          { name: 'min.insync.replicas', value: '1', configSource: 1, isSensitive: false },
        ],
      },
    ]),
  }
  /** The same, each broken right after a secret. */
  const BROKEN: Readonly<Record<string, string>> = {
    'a.properties': lines('broker.id=1', `ssl.keystore.password=${MARK}\\u00zz`),
    'configs.txt': lines(`All configs for topic t are:`, `  ssl.key.password=${MARK}`, MARK, `Replicas ${MARK}`),
    'topics.txt': lines(`Topic: t\tPartitionCount: 1\tReplicationFactor: ${MARK}\tConfigs: ssl.key.password=${MARK}`),
    'strimzi.yaml': lines(
      'apiVersion: kafka.strimzi.io/v1',
      'kind: Kafka',
      'spec:',
      '  kafka:',
      '    config:',
      `      ssl.key.password: "${MARK}`,
    ),
    'plan.json': `{"format_version":"1.2","resource_changes":[{"type":"kafka_topic","change":{"after":{"name":"t","config":{"ssl.key.password":"${MARK}" ${MARK}`,
    'admin.json': `[{"resourceType":2,"resourceName":"t","configs":[{"name":"my.thing","value":"${MARK}","isSensitive":true ${MARK}`,
  }
  const refuseMark = (folder: string, inputs: readonly string[], run: Run): void => {
    expect(run.stdout + run.stderr).not.toContain('Hunter2')
    for (const path of filesBelow(folder))
      if (!inputs.some((name) => path === join(folder, name)))
        expect([path, readFileSync(path, 'utf8').includes('Hunter2')]).toEqual([path, false])
  }

  it.each(Object.keys(WHOLE))('of %s are in no form of output, no report, trace or cache', async (name) => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { [name]: WHOLE[name] ?? '' })
      const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') }
      const args = ['validate', name, ...ELR, '--guarantee', 'electable', '--envelope', 'kill', '--workers', '1', '--strict']
      for (const form of [['--json', '--junit', 'j.xml', '--sarif', 's.sarif'], ['--markdown'], []]) {
        const run = await here([...args, ...form], folder, env)
        expect([run.code, run.stderr.startsWith('::error ')]).toEqual([12, true])
        refuseMark(folder, [name], run)
      }
      const written = filesBelow(folder).map((path) => path.slice(folder.length + 1).replace(/[0-9a-f]{12,}/, 'KEY'))
      expect(written.toSorted()).toEqual(
        [
          '.tidemark/home/cache/tidemark/KEY.json',
          '.tidemark/home/state/tidemark/cache-key',
          '.tidemark/traces/validate-KEY.LeaderStaysPossible.itf.json',
          '.tidemark/traces/validate-KEY.WriteStaysPossible.itf.json',
          name,
          'j.xml',
          's.sarif',
          'summary.md',
        ].toSorted(),
      )
    })
  })

  it.each(Object.keys(BROKEN))('of %s are not quoted where it breaks, whatever it is taken for', async (name) => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { [name]: BROKEN[name] ?? '' })
      const codes: (number | null)[] = []
      for (const format of [[], ...FORMATS.map((f) => ['--format', f])]) {
        const run = await here(['validate', name, ...format, '--max-states', '1', ...NARROW], folder)
        codes.push(run.code)
        refuseMark(folder, [name], run)
      }
      expect(codes).toContain(151)
    })
  })

  it('given as a flag are not quoted either', async () => {
    await inTemporaryFolder(async (folder) => {
      for (const flag of ['--set', '--propose']) {
        const run = await here(['validate', '--set', 'acks=all', flag, `ssl.keystore.password=${MARK}`], folder)
        expect(run.code).toBe(64)
        expect(run.stderr).toContain(`${flag} ssl.keystore.password: this key of Kafka's has no influence`)
        refuseMark(folder, [], run)
      }
    })
  })
})

describe('a folder', () => {
  it('is every configuration in it, by name', async () => {
    await inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'conf/below'), { recursive: true })
      writeFileSync(join(folder, 'conf/below/ignored.properties'), 'acks=1\n')
      write(folder, {
        'conf/2.properties': 'replication.factor=1\n',
        'conf/1.yml': 'apiVersion: v1\nkind: Secret\n',
        'conf/x.md': 'x',
      })
      const run = await here(
        ['validate', 'conf', '--guarantee', 'electable', '--envelope', 'kill', '--workers', '1', '--json'],
        folder,
      )
      // The folder below holds a configuration that was not read; the Secret beside says nothing of replication.
      expect([run.code, only(reportOf(run)).head.files]).toEqual([152, ['conf/2.properties']])
      expect(JSON.parse(run.stdout)).toMatchObject({ unread: [{ file: 'conf/below' }, { file: 'conf/1.yml' }] })
      rmSync(join(folder, 'conf/below'), { recursive: true })
      const flat = await here(
        ['validate', 'conf', '--guarantee', 'electable', '--envelope', 'kill', '--workers', '1', '--json'],
        folder,
      )
      expect([flat.code, JSON.parse(flat.stdout)]).toMatchObject([0, { unread: [{ file: 'conf/1.yml' }] }])
      write(folder, {
        'conf/1.yml': 'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: t }\nspec: { replicas: 1 }\n',
      })
      const again = await here(
        ['validate', 'conf', '--guarantee', 'electable', '--envelope', 'kill', '--workers', '1', '--json'],
        folder,
      )
      expect(only(reportOf(again)).head.files).toEqual(['conf/1.yml', 'conf/2.properties'])
    })
  })
})
