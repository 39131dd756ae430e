/** `validate` end to end: files of real formats, and what is found out about them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { finished, here, start } from '../run.ts'
import {
  ask,
  causesOf,
  cellsOf,
  deltasOf,
  type Files,
  lines,
  only,
  reportOf,
  restoresOf,
  withSharedAnswers,
  write,
} from './ask.ts'

const V41 = 'kafka.version=4.1.0'

/** A configuration as a file of properties, its lines in the order given. */
const of = (...settings: readonly string[]): string => {
  const hasElr = settings.some((s) => s.startsWith('eligible'))
  return lines(V41, ...settings, ...(hasElr ? [] : ['eligible.leader.replicas.version=1']))
}

interface Delta {
  readonly title: string
  readonly base: string
  readonly head: string
  readonly scope: readonly string[]
  readonly deltas: readonly string[]
  readonly code: number
  readonly loss?: { readonly causes: readonly string[]; readonly restores: readonly string[]; readonly checked: number }
}

const scope = (guarantee: string, envelope: string) => ['--guarantee', guarantee, '--envelope', envelope]

const DELTAS: readonly Delta[] = [
  {
    title: 'lowering min.insync.replicas from 2 to 1: one power loss is enough',
    base: of('replication.factor=2', 'min.insync.replicas=2'),
    head: of('replication.factor=2', 'min.insync.replicas=1'),
    scope: scope('acked', 'power'),
    deltas: ['acked/power lost: proved -> refuted 8'],
    code: 12,
    loss: {
      causes: ['min.insync.replicas 2 -> 1 at head.properties:3:21'],
      restores: ['min.insync.replicas=2 as before', 'flush.messages=1'],
      checked: 3,
    },
  },
  {
    title: 'switching unclean election on: availability for acknowledged records',
    base: of('replication.factor=2', 'min.insync.replicas=1'),
    head: of('replication.factor=2', 'min.insync.replicas=1', '  unclean.leader.election.enable = true'),
    scope: scope('acked,electable', 'kill'),
    deltas: ['acked/kill lost: proved -> refuted 6', 'electable/kill gained: refuted 2 -> proved'],
    code: 12,
    loss: {
      causes: ['unclean.leader.election.enable false -> true at head.properties:4:36'],
      restores: ['min.insync.replicas=2', 'unclean.leader.election.enable=false as before, costs electable/kill'],
      checked: 4,
    },
  },
  {
    title: 'the same of __consumer_offsets, whose remedy costs what can be committed',
    base: of('process.roles=broker,controller', 'default.replication.factor=2', 'offsets.topic.replication.factor=2'),
    head: of(
      'process.roles=broker,controller',
      'default.replication.factor=2',
      'offsets.topic.replication.factor=2',
      'unclean.leader.election.enable=true',
    ),
    scope: scope('offsets,committable', 'kill'),
    deltas: ['offsets/kill lost: proved -> refuted 6', 'committable/kill gained: refuted 2 -> proved'],
    code: 12,
    loss: {
      causes: ['offsets unclean.leader.election.enable false -> true at head.properties:5:32'],
      restores: [
        'unclean.leader.election.enable=false as before, costs committable/kill',
        'min.insync.replicas=2, costs committable/kill',
      ],
      checked: 4,
    },
  },
  {
    title: 'what took two faults to break and now takes one, though neither side withstands three',
    base: lines('kafka.version=4.0', 'replication.factor=2', 'min.insync.replicas=1'),
    head: lines('kafka.version=4.0', 'replication.factor=2', 'min.insync.replicas=2'),
    scope: scope('writable', 'kill'),
    deltas: ['writable/kill lost: refuted 2 -> refuted 1, by 1 instead of 2'],
    code: 12,
    loss: {
      causes: ['min.insync.replicas 1 -> 2 at head.properties:3:21'],
      restores: ['min.insync.replicas=1 as before', 'replication.factor=3'],
      checked: 4,
    },
  },
  {
    title: 'acks from all to 1: moving leadership is enough',
    base: of('replication.factor=2', 'min.insync.replicas=2', 'acks=all'),
    head: of('replication.factor=2', 'min.insync.replicas=2', 'acks=1'),
    scope: scope('acked', 'moves'),
    deltas: ['acked/moves lost: proved -> refuted 3'],
    code: 12,
    loss: { causes: ['acks all -> 1 at head.properties:4:6'], restores: ['acks=all as before'], checked: 4 },
  },
  {
    title: 'replication factor from 3 to 2: one killed broker stops writes',
    base: of('replication.factor=3', 'min.insync.replicas=2'),
    head: of('replication.factor=2', 'min.insync.replicas=2'),
    scope: scope('writable', 'kill'),
    deltas: ['writable/kill lost: proved -> refuted 1'],
    code: 12,
    loss: {
      causes: ['replication.factor 3 -> 2 at head.properties:2:20'],
      restores: ['replication.factor=3 as before'],
      checked: 3,
    },
  },
  {
    title: 'min.insync.replicas raised to the replication factor: one killed broker stops writes',
    base: of('replication.factor=3', 'min.insync.replicas=2'),
    head: of('replication.factor=3', 'min.insync.replicas=3'),
    scope: scope('writable', 'kill'),
    deltas: ['writable/kill lost: proved -> refuted 1'],
    code: 12,
    loss: {
      causes: ['min.insync.replicas 2 -> 3 at head.properties:3:21'],
      restores: ['min.insync.replicas=2 as before'],
      checked: 3,
    },
  },
  {
    title: 'a third replica: with three faults the partition is still lost, with two no more',
    base: lines('kafka.version=3.9.0', 'replication.factor=2', 'min.insync.replicas=1'),
    head: lines('kafka.version=3.9.0', 'replication.factor=3', 'min.insync.replicas=1'),
    scope: [...scope('electable', 'kill'), '--controller', 'kraft'],
    deltas: ['electable/kill gained: refuted 2 -> refuted 3, by 3 instead of 2'],
    code: 0,
  },
  {
    title: 'min.insync.replicas from 1 to 2 of two replicas: what gives the writes back costs what was gained',
    base: of('replication.factor=2', 'min.insync.replicas=1'),
    head: of('replication.factor=2', 'min.insync.replicas=2'),
    scope: scope('acked,writable', 'power'),
    deltas: ['acked/power gained: refuted 8 -> proved', 'writable/power lost: refuted 2 -> refuted 1, by 1 instead of 2'],
    code: 12,
    loss: {
      causes: ['min.insync.replicas 1 -> 2 at head.properties:3:21'],
      restores: ['replication.factor=3', 'min.insync.replicas=1 as before, costs acked/power'],
      checked: 3,
    },
  },
  {
    title: 'a change of the topic that makes it what __consumer_offsets is, which changes nothing for those',
    base: of('replication.factor=2', 'min.insync.replicas=2', 'offsets.topic.replication.factor=2'),
    head: of('replication.factor=2', 'min.insync.replicas=1', 'offsets.topic.replication.factor=2'),
    scope: scope('offsets', 'power'),
    deltas: ['offsets/power never held: refuted 8 -> refuted 8'],
    code: 0,
  },
  {
    title: 'acks from 1 to all: putting it back takes idempotence with it',
    base: lines('kafka.version=4.0', 'replication.factor=2', 'min.insync.replicas=2', 'acks=1'),
    head: lines('kafka.version=4.0', 'replication.factor=2', 'min.insync.replicas=2', 'acks=all'),
    scope: scope('order,writable', 'kill'),
    deltas: ['order/kill gained: refuted 5 -> proved', 'writable/kill lost: refuted 2 -> refuted 1, by 1 instead of 2'],
    code: 12,
    loss: {
      causes: ['acks 1 -> all at head.properties:4:6'],
      restores: ['min.insync.replicas=1', 'replication.factor=3', 'acks=1 as before, costs order/kill'],
      checked: 5,
    },
  },
  {
    title: 'ELR from off to on: nothing is lost, and the last replica standing is waited for',
    base: of('replication.factor=2', 'min.insync.replicas=2', 'eligible.leader.replicas.version=0'),
    head: of('replication.factor=2', 'min.insync.replicas=2', 'eligible.leader.replicas.version=1'),
    scope: scope('acked', 'power'),
    deltas: ['acked/power gained: refuted 9 -> proved'],
    code: 0,
  },
]

describe('the deltas that kafka-fidelity predicts', () => {
  it.each(DELTAS.map((delta) => [delta.title, delta] as const))('%s', async (_, { base, head, loss, ...delta }) => {
    await withSharedAnswers(async (folder) => {
      write(folder, { 'base.properties': base, 'head.properties': head })
      const { code, report } = await ask(folder, ['--base', 'base.properties', '--head', 'head.properties', ...delta.scope])
      const subject = only(report)
      expect([deltasOf(subject), code, report.verdict]).toEqual([
        delta.deltas,
        delta.code,
        loss === undefined ? 'holds' : 'violated',
      ])
      expect(subject.losses.map((l) => [l.when, causesOf(l), restoresOf(l), l.checked, l.undecided])).toEqual(
        loss === undefined ? [] : [['head', loss.causes, loss.restores, loss.checked, undefined]],
      )
      for (const { cell, story } of subject.losses) {
        expect(story.steps).toHaveLength(cell.steps ?? 0)
        const file = cell.trace ?? ''
        expect(existsSync(join(folder, file))).toBe(true)
        expect(await here(['trace', file, '--quiet'], folder)).toMatchObject({ code: 0, stderr: '' })
      }
    })
  })

  it('min.insync.replicas raised while ELR is on: both sides keep what the way between them loses', async () => {
    await withSharedAnswers(async (folder) => {
      const settings = ['replication.factor=2', 'eligible.leader.replicas.version=1'] as const
      write(folder, { 'a.properties': of(...settings, 'min.insync.replicas=1') })
      const args = ['a.properties', '--propose', 'min.insync.replicas=2', ...scope('acked', 'restarts')]
      const { code, report } = await ask(folder, args)
      const subject = only(report)
      expect(deltasOf(subject)).toEqual(['acked/restarts lost while changing: proved -> proved (refuted 7)'])
      expect([code, report.verdict, subject.answer]).toEqual([12, 'violated', 'lost'])
      expect(subject.losses.map((l) => [l.when, causesOf(l), l.restores, l.checked])).toEqual([
        ['rollout', ['min.insync.replicas 1 -> 2 at command line'], [], 0],
      ])
      expect(await here(['trace', subject.losses[0]?.cell.trace ?? '', '--quiet'], folder)).toMatchObject({ code: 0 })
    })
  })
})

describe('one configuration', () => {
  it.each([
    ['acks=0', of('replication.factor=2', 'min.insync.replicas=2', 'acks=0'), scope('acked', 'moves'), ['acked/moves refuted 3']],
    ['acks=1', of('replication.factor=2', 'min.insync.replicas=2', 'acks=1'), scope('acked', 'moves'), ['acked/moves refuted 3']],
    [
      'one replica',
      of('replication.factor=1'),
      scope('acked,electable', 'kill,power'),
      ['acked/kill proved', 'acked/power refuted 6', 'electable/kill refuted 1', 'electable/power refuted 1'],
    ],
    [
      'min.insync.replicas above the replication factor, which Kafka 3.5 takes as it is',
      lines('kafka.version=3.5.0', 'replication.factor=2', 'min.insync.replicas=3'),
      [...scope('acked,writable', 'kill'), '--controller', 'kraft'],
      ['acked/kill vacuous', 'writable/kill refuted 0'],
    ],
  ] as const)('%s', async (_, text, args, cells) => {
    await withSharedAnswers(async (folder) => {
      write(folder, { 'a.properties': text })
      const { code, report } = await ask(folder, ['a.properties', ...args])
      expect([cellsOf(only(report)), report.verdict, code]).toEqual([cells, 'violated', 0])
      expect(only(report).losses.length).toBe(
        new Set(cells.filter((c) => !c.includes('proved')).map((c) => c.split('/')[0])).size,
      )
    })
  })

  it('starts from the partition as kafka-topics.sh found it', async () => {
    await withSharedAnswers(async (folder) => {
      const listing = (isr: string, elr: string): string =>
        lines(
          'Topic: orders\tTopicId: NPmZHyhbR9y00wMglMH2sg\tPartitionCount: 2\tReplicationFactor: 2\tConfigs: min.insync.replicas=2',
          `\tTopic: orders\tPartition: 0\tLeader: 7\tReplicas: 7,9\tIsr: 7,9\tElr: \tLastKnownElr: `,
          `\tTopic: orders\tPartition: 1\tLeader: 7\tReplicas: 9,7\tIsr: ${isr}\tElr: ${elr}\tLastKnownElr: `,
        )
      write(folder, { 'well.txt': listing('9,7', ''), 'sick.txt': listing('7', '9'), 'alone.txt': listing('7', '') })
      const on = ['--set', 'eligible.leader.replicas.version=1']
      const asked = async (file: string) => only((await ask(folder, [file, ...on, ...scope('acked', 'power')])).report)
      const [well, sick, alone] = [await asked('well.txt'), await asked('sick.txt'), await asked('alone.txt')]
      expect([well, sick, alone].map((s) => [s.topics, cellsOf(s)])).toEqual(LIVE)
      const note = (elr: string): string =>
        `leader 7, ISR 7${elr} (b9 and b7 are brokers 9 and 7); its first record is acknowledged and held by ISR and ELR alone; whether b9 runs, which is out of the ISR, no listing says: every way is tried`
      expect(well.head.warnings).toEqual([])
      expect(sick.head.warnings).toContain(`checked from partition 1, as sick.txt:3 found it: ${note(', ELR 9')}`)
      expect(alone.head.warnings).toContain(`checked from partition 1, as alone.txt:3 found it: ${note('')}`)
      const trace = alone.losses[0]?.cell.trace ?? ''
      expect(await here(['trace', trace, '--quiet'], folder)).toMatchObject({ code: 0, stderr: '' })
    })
  })
})

const LIVE = [
  [['orders'], ['acked/power proved']],
  [['orders'], ['acked/power refuted 6']],
  [['orders'], ['acked/power refuted 5']],
]

describe('eligible leader replicas, when nothing says whether they are on', () => {
  const asked = async (text: string, ...args: readonly string[]) =>
    withSharedAnswers(async (folder) => {
      write(folder, { 'a.properties': lines(V41, text) })
      const { code, report } = await ask(folder, ['a.properties', ...args, ...scope('acked', 'power')])
      return { code, subjects: report.subjects }
    })
  const elrOf = (side: { readonly values: readonly { readonly key: string; readonly value: string }[] } | undefined) =>
    side?.values.find((v) => v.key === 'eligible.leader.replicas.version')?.value

  it('both are checked, and what differs is told apart', async () => {
    const { subjects } = await asked('replication.factor=2\nmin.insync.replicas=2')
    expect(subjects.map((s) => [s.assuming?.value, elrOf(s.head), cellsOf(s)])).toEqual([
      ['1', '1', ['acked/power proved']],
      ['0', '0', ['acked/power refuted 9']],
    ])
  })

  it('one answer is enough when both are the same', async () => {
    const { subjects } = await asked('replication.factor=1')
    expect(subjects.map((s) => [s.assuming, cellsOf(s), s.head.warnings])).toEqual([
      [
        undefined,
        ['acked/power refuted 6'],
        [
          'nothing says whether eligible.leader.replicas.version is 0 or 1: both were checked, with the same verdicts; shown is 1',
        ],
      ],
    ])
  })

  it('what is proposed is a change of what was', async () => {
    const on = ['--propose', 'eligible.leader.replicas.version=1']
    const { code, subjects } = await asked('replication.factor=2\nmin.insync.replicas=2', ...on)
    expect(subjects.map((s) => [s.assuming, elrOf(s.base), elrOf(s.head), deltasOf(s)])).toEqual([
      [undefined, '0', '1', ['acked/power gained: refuted 9 -> proved']],
    ])
    expect(code).toBe(0)
  })
})

describe('standard input', () => {
  it('is a file like any other, and what is said of it is said of it by name', async () => {
    await withSharedAnswers(async (folder) => {
      const input = (text: string, ...args: readonly string[]) => {
        const child = start(['validate', '-', ...scope('electable', 'moves'), ...args], folder)
        child.stdin?.end(text)
        return finished(child)
      }
      const run = await input(of('min.insync.replicas=2'), '--json')
      expect([run.code, run.stderr]).toEqual([0, ''])
      const place = { file: 'standard input', line: 2, column: 21 }
      expect(only(reportOf(run)).head.values).toContainEqual(expect.objectContaining({ key: 'min.insync.replicas', place }))
      const wrong = await input(of('min.insync.replicas=many'))
      expect([wrong.code, wrong.stdout]).toEqual([151, ''])
      expect(wrong.stderr).toContain('standard input:2:21: min.insync.replicas must be an integer')
    })
  })
})

describe('another release', () => {
  it('is a change like any other, and its defaults go back with it', async () => {
    await withSharedAnswers(async (folder) => {
      write(folder, { 'a.properties': lines(V41, 'replication.factor=2', 'min.insync.replicas=2') })
      const args = ['a.properties', '--propose', 'kafka.version=3.9', ...scope('acked', 'power')]
      const { code, report } = await ask(folder, args)
      // Whether the cluster has eligible leader replicas today, the file does not say: it loses what it has from them, or had not.
      const [subject, without] = report.subjects
      if (subject === undefined || without === undefined) throw new Error('there are two answers')
      expect([subject, without].map((s) => s.assuming?.value)).toEqual(['1', '0'])
      expect(deltasOf(without)).toEqual(['acked/power never held: refuted 9 -> refuted 9'])
      expect([code, deltasOf(subject)]).toEqual([12, ['acked/power lost: proved -> refuted 9']])
      expect(subject.losses.map((l) => [causesOf(l), restoresOf(l)])).toEqual([
        [['kafka.version 4.1 -> 3.9 at command line'], ['kafka.version=4.1 as before', 'flush.messages=1']],
      ])
      expect([subject.base?.kafka, subject.head.kafka]).toEqual(['4.1', '3.9'])
    })
  })
})

describe('several topics', () => {
  const topic = (name: string, minIsr: number): string =>
    `apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata:\n  name: ${name}\nspec:\n  replicas: 2\n  config:\n    min.insync.replicas: ${minIsr}\n`
  const yaml = (...topics: readonly string[]): string => topics.join('---\n')
  const files: Files = {
    'base.yaml': yaml(topic('a', 2), topic('b', 2), topic('c', 2), topic('gone', 2)),
    'head.yaml': yaml(topic('a', 1), topic('b', 1), topic('c', 2), topic('new', 2)),
  }
  const args = ['--base', 'base.yaml', '--head', 'head.yaml', ...scope('acked', 'moves')]

  it('are grouped when they are alike, before and after', async () => {
    await withSharedAnswers(async (folder) => {
      write(folder, files)
      const { code, report } = await ask(folder, args)
      // Applied with pruning, head deletes the topic that it no longer has.
      expect(code).toBe(152)
      expect(report.subjects.map((s) => [s.topics, s.changes.map((c) => c.key), deltasOf(s), s.head.label])).toEqual([
        [['a', 'b'], ['min.insync.replicas'], ['acked/moves kept: proved -> proved'], 'head'],
        [['c'], [], ['acked/moves kept: proved -> proved'], 'head'],
        [['new'], [], [], 'configuration'],
      ])
      for (const subject of report.subjects)
        expect(subject.head.unread.map(({ message }) => message)).toEqual([
          'only base has topic gone: whoever applies head with pruning (Strimzi’s topic operator when a resource is deleted, Argo CD, kubectl apply --prune) deletes it and its records',
        ])
      const one = only((await ask(folder, [...args, '--topic', 'b'])).report)
      expect([one.topics, one.changes.map((c) => c.to.place?.line)]).toEqual([['b'], [17]])
      expect(one.head.unread).toEqual([])
    })
  })

  it('can be asked for only by their names', async () => {
    await withSharedAnswers(async (folder) => {
      write(folder, files)
      const run = await here(['validate', ...args, '--topic', 'gone'], folder)
      expect([run.code, run.stdout]).toEqual([151, ''])
      expect(run.stderr).toBe('error TM-402: head.yaml:4:9: there is no topic gone in the files: there are a, b, c, new\n')
    })
  })
})

describe('a Terraform plan', () => {
  const resource = (name: string, actions: readonly string[], before: object | null, after: object | null): object => ({
    address: `kafka_topic.${name}`,
    mode: 'managed',
    type: 'kafka_topic',
    name,
    change: { actions, before, after, after_unknown: {} },
  })
  const state = (name: string, minIsr: string): object => ({
    name,
    partitions: 1,
    replication_factor: 2,
    config: { 'min.insync.replicas': minIsr },
  })
  const plan = (...changes: readonly object[]): string =>
    JSON.stringify({ format_version: '1.2', terraform_version: '1.9.8', resource_changes: changes }, undefined, 1)

  it('is its own base and head; what it creates has no base, and what it leaves alone is left alone', async () => {
    await withSharedAnswers(async (folder) => {
      write(folder, {
        'plan.json': plan(
          resource('changed', ['update'], state('changed', '2'), state('changed', '1')),
          resource('created', ['create'], null, state('created', '1')),
          resource('same', ['no-op'], state('same', '1'), state('same', '1')),
          resource('deleted', ['delete'], state('deleted', '1'), null),
        ),
      })
      const { report } = await ask(folder, ['plan.json', ...scope('acked', 'moves')])
      expect(report.subjects.map((s) => [s.topics, s.base?.label, s.head.label])).toEqual([
        [['changed'], 'base', 'head'],
        [['created'], undefined, 'configuration'],
      ])
      expect(report.subjects[0]?.changes.map((c) => [c.key, c.from.value, c.to.value])).toEqual([
        ['min.insync.replicas', '2', '1'],
      ])
    })
  })

  it('that only creates is compared with nothing', async () => {
    await withSharedAnswers(async (folder) => {
      write(folder, { 'plan.json': plan(resource('created', ['create'], null, state('created', '1'))) })
      const { code, report } = await ask(folder, ['plan.json', ...scope('acked', 'moves')])
      expect([code, cellsOf(only(report))]).toEqual([0, ['acked/moves proved']])
      expect([only(report).base, only(report).head.label]).toEqual([undefined, 'configuration'])
    })
  })

  it('without changes asks nothing, and says so in every form', async () => {
    await withSharedAnswers(async (folder) => {
      write(folder, { 'plan.json': plan(resource('same', ['no-op'], state('same', '1'), state('same', '1'))) })
      const text = await here(['validate', 'plan.json', '--junit', 'j.xml', '--sarif', 's.sarif'], folder)
      expect([text.code, text.stderr]).toEqual([0, ''])
      expect(text.stdout).toContain('VACUOUS   no topic changes, so nothing was checked\n')
      expect([existsSync(join(folder, 'j.xml')), existsSync(join(folder, 's.sarif'))]).toEqual([true, true])
      const { code, report } = await ask(folder, ['plan.json'])
      expect([code, report.verdict, report.subjects]).toEqual([0, 'holds', []])
    })
  })
})
