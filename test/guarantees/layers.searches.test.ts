/** Both layers, searched: what follows is what would have been found, and what the code of a release makes of what the design keeps. */
import { describe, expect, it } from 'vitest'
import { ENVELOPES, LEVELS } from '../../guarantees/guarantees.ts'
import type { Answer, Oracle } from '../../guarantees/oracle.ts'
import { type Configuration, keyed, type Question, questionOf } from '../../guarantees/questions.ts'
import { SharingOracle } from '../../guarantees/sharing.ts'
import { MemoryOracle } from '../../library/memory-oracle.ts'
import { ask, lines, only, withSharedAnswers, write } from '../cli/validate/ask.ts'
import { here } from '../cli/run.ts'

const limits = () => ({ workers: 1, maxMemory: 2 ** 30, signal: new AbortController().signal })

const verdictsOf = (questions: readonly Question[], answers: ReadonlyMap<string, Answer>) =>
  questions.map(({ key, spec }) =>
    answers
      .get(key)
      ?.findings.filter(({ name }) => spec.properties.some((property) => property === name))
      .map(({ name, verdict, steps }) => [name, verdict, steps].join(' '))
      .toSorted(),
  )

/** An oracle that asks another one, and how many questions it was asked at a time. */
function counted(oracle: Oracle): { readonly counting: Oracle; readonly asked: readonly number[] } {
  const asked: number[] = []
  const ask: Oracle['ask'] = (all) => {
    asked.push(all.length)
    return oracle.ask(all)
  }
  return { counting: { ask, recall: (trace) => oracle.recall(trace) }, asked }
}

describe('answers that follow', () => {
  const pools = ENVELOPES.filter((e) => ['kill', 'power', 'power2'].includes(e.id))
  const small = { ...LEVELS.quick, bounds: { ...LEVELS.quick.bounds, partition: { records: 1, retries: 0, faults: 2 } } }

  it.each([
    ['2', '1', 'all'],
    ['2', '2', 'all'],
    ['2', '1', '1'],
  ])('are those that searches give: RF %s, min.insync.replicas %s, acks %s', async (replicas, minIsr, acks) => {
    const configuration: Configuration = {
      version: '4.1',
      topic: { 'replication.factor': replicas, 'min.insync.replicas': minIsr, acks, 'eligible.leader.replicas.version': '1' },
      offsets: {},
    }
    const questions = pools.map((envelope) => questionOf('partition', envelope, small, configuration))
    const oracle = new MemoryOracle(limits())
    try {
      const searched = await oracle.ask(questions)
      const shared = await new SharingOracle(oracle).ask(questions)
      const verdicts = (answers: typeof searched) => verdictsOf(questions, answers)
      expect(verdicts(shared)).toEqual(verdicts(searched))
      expect([...shared.values()].some((answer) => answer.follows)).toBe(true)
    } finally {
      await oracle.end()
    }
  })
})

describe('ways to go down of brokers that stay down', () => {
  const kept = ['LeaderStaysPossible holds ', 'WriteStaysPossible holds ']
  // One search for the five columns in which a broker goes down; one for each where something is refuted, so that each tells its own run.
  it.each([
    ['3', 1, [], 2, kept],
    ['3', 1, ['F1', 'F2'], 2, kept],
    ['2', 2, [], 6, ['LeaderStaysPossible holds ', 'WriteStaysPossible violated 1']],
  ] as const)('say the same of %s replicas with %i faults, defects %j', async (replicas, faults, defects, searches, verdict) => {
    const bounds = { ...LEVELS.quick.bounds, availability: { records: 1, retries: 0, faults } }
    const small = { ...LEVELS.quick, bounds }
    const configuration: Configuration = {
      version: '4.1',
      topic: { 'replication.factor': replicas, 'min.insync.replicas': '2', acks: 'all', 'eligible.leader.replicas.version': '1' },
      offsets: {},
    }
    const questions = ENVELOPES.map((envelope) => {
      const { spec } = questionOf('availability', envelope, small, configuration)
      if (!('settings' in spec.from)) throw new Error('a question without settings')
      return keyed({ ...spec, from: { settings: { ...spec.from.settings, ...(defects.length > 0 && { defects }) } } })
    })
    const oracle = new MemoryOracle(limits())
    try {
      const { counting, asked } = counted(oracle)
      const shared = verdictsOf(questions, await new SharingOracle(counting).ask(questions))
      expect(shared).toEqual(verdictsOf(questions, await oracle.ask(questions)))
      expect([asked.reduce((sum, n) => sum + n, 0), shared[ENVELOPES.findIndex(({ id }) => id === 'kill')]]).toEqual([
        searches,
        verdict,
      ])
    } finally {
      await oracle.end()
    }
  })
})

describe('answers that are sought together', () => {
  const bounds = {
    ...LEVELS.quick.bounds,
    producer: { records: 2, retries: 1, faults: 1 },
    consumer: { records: 2, retries: 0, faults: 1 },
  }
  const small = { ...LEVELS.quick, bounds }

  it.each([
    ['producer', 'true', []],
    ['producer', 'false', []],
    ['producer', 'true', ['F1', 'F2', 'R2']],
    ['consumer', 'true', []],
    ['consumer', 'true', ['F1', 'F2', 'R2']],
  ] as const)('are those that searches give: %s, enable.idempotence=%s, defects %j', async (observer, idempotence, defects) => {
    const configuration: Configuration = {
      version: '4.1',
      topic: {
        'replication.factor': '3',
        'min.insync.replicas': '2',
        acks: 'all',
        'enable.idempotence': idempotence,
        'max.in.flight.requests.per.connection': '5',
        'eligible.leader.replicas.version': '1',
      },
      offsets: {},
    }
    const questions = ENVELOPES.map((envelope) => {
      const designed = questionOf(observer, envelope, small, configuration)
      if (defects.length === 0 || !('settings' in designed.spec.from)) return designed
      const ids = defects.filter((id) => id !== 'R2' || envelope.id === 'disk')
      const properties = designed.spec.properties.filter((name) => name !== 'RecordAcknowledged')
      return keyed({ ...designed.spec, from: { settings: { ...designed.spec.from.settings, defects: ids } }, properties })
    })
    const oracle = new MemoryOracle(limits())
    try {
      const { counting, asked } = counted(oracle)
      const shared = await new SharingOracle(counting).ask(questions)
      const searched = await oracle.ask(questions)
      const verdicts = (answers: typeof searched) => verdictsOf(questions, answers)
      expect(verdicts(shared)).toEqual(verdicts(searched))
      // One search for all columns, and one column alone: the way to an acknowledged record was found beside a fault that it does not have.
      expect(asked).toEqual(defects.length > 0 ? [1] : [1, 1])
    } finally {
      await oracle.end()
    }
  })
})

const ONE = ['--guarantee', 'acked', '--envelope', 'disk']
const two = (version: string) =>
  lines(
    `kafka.version=${version}`,
    'default.replication.factor=2',
    'min.insync.replicas=2',
    'eligible.leader.replicas.version=1',
    // One directory: without D1.
    'log.dirs=/data',
  )

describe('the code of a release', () => {
  it('loses with a new disk what the design keeps (R2): said beside it, and counted with --strict alone', () =>
    withSharedAnswers(async (folder) => {
      write(folder, { 'a.properties': two('4.1.0') })
      const { code, report } = await ask(folder, ['a.properties', ...ONE])
      const [cell] = only(report).head.cells
      expect([code, report.verdict, cell?.verdict, cell?.code?.verdict, cell?.code?.steps, cell?.code?.defects]).toEqual([
        0,
        'holds',
        'proved',
        'refuted',
        10,
        ['R2'],
      ])
      const exits = async (...flags: string[]) =>
        (await here(['validate', 'a.properties', ...ONE, ...flags, '--quiet'], folder)).code
      expect(await exits('--strict')).toBe(12)
      expect(await exits('--strict', '--defects', 'F1')).toBe(0)
      expect(await exits('--strict', '--defects', 'none')).toBe(152)
      expect(await exits('--defects', 'none')).toBe(0)
      const trace = cell?.code?.trace ?? ''
      const told = await here(['trace', trace, '--json'], folder)
      expect([told.code, JSON.stringify(JSON.parse(told.stdout))]).toEqual([0, expect.stringContaining('"defects":"R2"')])
    }))

  it('no longer loses it after an upgrade that repairs it, which is a gain; and loses it after a downgrade', () =>
    withSharedAnswers(async (folder) => {
      write(folder, { 'old.properties': two('4.2'), 'new.properties': two('4.3') })
      const up = only((await ask(folder, ['--base', 'old.properties', '--head', 'new.properties', ...ONE])).report)
      expect(up.deltas.map((d) => [d.delta, d.code])).toEqual([['kept', 'gained']])
      const run = await ask(folder, ['--base', 'new.properties', '--head', 'old.properties', ...ONE])
      const down = only(run.report)
      expect([run.code, down.deltas.map((d) => [d.delta, d.code]), down.codeLosses.map((l) => l.defects)]).toEqual([
        0,
        [['kept', 'lost']],
        [['R2']],
      ])
    }))
})

it('the code parts logs under unclean election (F1), at either level', () =>
  withSharedAnswers(async (folder) => {
    const unclean = ['replication.factor=2', 'min.insync.replicas=1', 'unclean.leader.election.enable=true']
    write(folder, { 'a.properties': lines('kafka.version=4.4.0', 'eligible.leader.replicas.version=0', ...unclean) })
    const saidBy = async (...level: readonly string[]) => {
      const { report } = await ask(folder, ['a.properties', '--guarantee', 'replicas', '--envelope', 'kill', ...level])
      const [cell] = only(report).head.cells
      return [cell?.verdict, cell?.code?.verdict, cell?.code?.steps, cell?.code?.defects, cell?.bounds['records']]
    }
    const parted = ['proved', 'refuted', 8, ['F1'], 2]
    expect([await saidBy(), await saidBy('--thorough')]).toEqual([parted, parted])
  }))

describe('a remedy', () => {
  const preventedOf = async (...settings: readonly string[]) =>
    withSharedAnswers(async (folder) => {
      write(folder, { 'a.properties': lines(...settings) })
      const words = ['--guarantee', 'acked', '--envelope', 'power', '--defects', 'none', '--controller', 'kraft']
      const { report } = await ask(folder, ['a.properties', ...words])
      return only(report).losses.map((loss) => loss.story.prevented)
    })

  it('is named when the guarantee holds with it, under the same trouble and within the same bounds', async () => {
    const [text = ''] = await preventedOf('kafka.version=4.0', 'replication.factor=2', 'min.insync.replicas=2')
    expect(text).toMatch(
      /^eligible\.leader\.replicas\.version=1 .* with it the guarantee holds under one power loss, within the same bounds\.$/,
    )
  })

  it('is not named when it ends the told run otherwise and no more: min.insync.replicas=2 with the last replica standing', async () => {
    expect(await preventedOf('kafka.version=3.9.0', 'replication.factor=2', 'min.insync.replicas=1')).toEqual([undefined])
  })
})
