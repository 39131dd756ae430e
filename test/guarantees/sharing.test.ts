/** What pools of faults that contain each other say of each other, and that it is what would have been found. */
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { DefectId } from '../../model/kraft/defects.ts'
import { ENVELOPES, LEVELS } from '../../guarantees/guarantees.ts'
import type { Answer, Finding, Oracle } from '../../guarantees/oracle.ts'
import { type Configuration, type AnyQuestion, keyed, type Question, questionOf } from '../../guarantees/questions.ts'
import { isWithin } from '../../guarantees/pools.ts'
import { SharingOracle } from '../../guarantees/sharing.ts'

const configuration: Configuration = {
  version: '4.1',
  topic: { 'replication.factor': '2', 'min.insync.replicas': '2' },
  offsets: {},
}

const under = (id: string, of: Configuration = configuration): Question => {
  const envelope = ENVELOPES.find((e) => e.id === id)
  if (envelope === undefined) throw new Error(id)
  return questionOf('partition', envelope, LEVELS.quick, of)
}

const poolOf = ({ spec: { from } }: AnyQuestion): unknown => ('settings' in from ? from.settings.bounds : undefined)

/** Answers what it is told to, by envelope, and remembers what it was asked. */
class Told implements Oracle {
  readonly asked: string[][] = []
  private readonly answers: Readonly<Record<string, Partial<Finding>>>

  constructor(answers: Readonly<Record<string, Partial<Finding>>>) {
    this.answers = answers
  }

  ask(questions: readonly AnyQuestion[]): Promise<ReadonlyMap<string, Answer>> {
    const names = questions.map(
      (question) => Object.keys(this.answers).find((id) => isDeepStrictEqual(poolOf(under(id)), poolOf(question))) ?? 'unknown',
    )
    this.asked.push(names)
    return Promise.resolve(
      new Map(questions.map((question, i) => [question.key, this.answer(question, this.answers[names[i] ?? ''] ?? {})])),
    )
  }

  recall(): never {
    throw new Error('nothing was kept')
  }

  private answer({ spec }: AnyQuestion, acked: Partial<Finding>): Answer {
    const findings = spec.properties.map((name): Finding => {
      const witness = name === 'RecordAcknowledged' ? { faults: {} } : {}
      return { name, verdict: 'holds', ...witness, ...(name === 'AckedDurable' && acked) }
    })
    return { findings, states: 100, depth: 9, bounds: {}, failed: false, cached: false, seconds: 1 }
  }
}

const holds = {}
const broken = (faults: Finding['faults']): Partial<Finding> => ({
  verdict: 'violated',
  steps: 11,
  trace: 'a trace',
  ...(faults !== undefined && { faults }),
})

const POOLS = ['kill', 'power', 'power2'] as const

async function asked(answers: Readonly<Record<string, Partial<Finding>>>, ids: readonly string[] = POOLS) {
  const oracle = new Told(answers)
  const found = await new SharingOracle(oracle).ask(ids.map((id) => under(id)))
  const said = ids.map((id) => {
    const answer = found.get(under(id).key)
    const acked = answer?.findings.find((f) => f.name === 'AckedDurable')
    return `${id} ${acked?.verdict}${acked?.steps === undefined ? '' : ` ${acked.steps}`}${answer?.follows ? ', follows' : ''}`
  })
  return { asked: oracle.asked, said }
}

describe('isWithin', () => {
  it.each([
    [{ total: 3, kills: 1, fencings: 2 }, { total: 3, powerLosses: 1, fencings: 2 }, true],
    [{ total: 3, powerLosses: 1, fencings: 2 }, { total: 3, kills: 1, fencings: 2 }, false],
    [{ total: 2, kills: 1, powerLosses: 1 }, { total: 2, powerLosses: 1 }, false],
    [{ total: 2, kills: 1, powerLosses: 1 }, { total: 3, powerLosses: 2 }, true],
    [{ total: 3, fencings: 2 }, { total: 2, fencings: 2 }, false],
    [{ total: 1, fencings: 3 }, { total: 2, fencings: 2 }, true],
    [{ total: 2, diskLosses: 1 }, { total: 2, powerLosses: 2 }, false],
    [{ total: 2, kills: 1 }, { total: 2, powerLosses: 2, diskLosses: 1, apart: [['powerLosses', 'diskLosses']] }, true],
    [
      { total: 2, kills: 1, diskLosses: 1 },
      { total: 2, powerLosses: 2, diskLosses: 1, apart: [['powerLosses', 'diskLosses']] },
      false,
    ],
  ] as const)('%j in %j: %s', (smaller, larger, expected) => expect(isWithin(smaller, larger)).toBe(expected))
})

describe('answers', () => {
  it('in smaller pools follow from a proof in the largest, which alone is asked', async () => {
    expect(await asked({ power2: holds, power: holds, kill: holds })).toEqual({
      asked: [['power2']],
      said: ['kill holds, follows', 'power holds, follows', 'power2 holds'],
    })
  })

  it('follow from a run that a smaller pool allows too', async () => {
    expect(await asked({ power2: broken({ powerLosses: 1, fencings: 2 }), power: holds, kill: holds })).toEqual({
      asked: [['power2'], ['kill']],
      said: ['kill holds', 'power violated 11, follows', 'power2 violated 11'],
    })
  })

  it('are asked one after the other where the larger pool says nothing', async () => {
    expect(await asked({ power2: broken({ powerLosses: 2 }), power: holds, kill: broken({}) })).toEqual({
      asked: [['power2'], ['power']],
      said: ['kill holds, follows', 'power holds', 'power2 violated 11'],
    })
  })

  it('that a limit kept back say nothing', async () => {
    const open = { verdict: 'incomplete' } as const
    expect((await asked({ power2: open, power: open, kill: holds })).asked).toEqual([['power2'], ['power'], ['kill']])
  })

  it('of the code are one in all pools that allow the run, where no other defect can act in it', async () => {
    const answers = { restarts: broken({ fencings: 2, isrShrinks: 1 }), disk: holds }
    const ofCode = (id: string, defects: readonly DefectId[]): Question => {
      const { spec } = under(id)
      if (!('settings' in spec.from)) throw new Error(id)
      return keyed({ ...spec, from: { settings: { ...spec.from.settings, defects } }, properties: ['AckedDurable'] })
    }
    const [restarts, disk] = [ofCode('restarts', ['F1', 'F2']), ofCode('disk', ['F1', 'F2', 'R2'])]
    const sharing = new SharingOracle(new Told(answers))
    await sharing.ask([restarts])
    const shared = (await sharing.ask([disk])).get(disk.key)
    expect([shared?.follows, shared?.findings[0]?.steps]).toEqual([true, 11])
    // F2 can act wherever something goes wrong: what was found with it says nothing of a code without it.
    const without = ofCode('disk', ['F1', 'R2'])
    expect((await sharing.ask([without])).get(without.key)?.follows).toBeUndefined()
  })

  it('about replicas that agree need no search within one record', async () => {
    expect(under('power').spec.properties).not.toContain('LogMatchingInEpoch')
    const envelope = ENVELOPES.find((e) => e.id === 'power')
    if (envelope === undefined) throw new Error('power')
    expect(questionOf('partition', envelope, LEVELS.thorough, configuration).spec.properties).toContain('LogMatchingInEpoch')
    const found = await new SharingOracle(new Told({ power: holds })).ask([under('power')])
    expect(found.get(under('power').key)?.findings).toContainEqual({ name: 'LogMatchingInEpoch', verdict: 'holds' })
  })

  it('say nothing of another configuration', async () => {
    const oracle = new Told({ power2: holds })
    const sharing = new SharingOracle(oracle)
    await sharing.ask([under('power2')])
    await sharing.ask([under('power', { ...configuration, topic: { 'replication.factor': '2', 'min.insync.replicas': '1' } })])
    expect(oracle.asked).toHaveLength(2)
  })

  it('about what stays possible are asked in every pool: a fault may be what makes it possible', async () => {
    const [power, power2] = ['power', 'power2'].map((id) => {
      const envelope = ENVELOPES.find((e) => e.id === id)
      if (envelope === undefined) throw new Error(id)
      return questionOf('availability', envelope, LEVELS.quick, configuration)
    })
    if (power === undefined || power2 === undefined) throw new Error('no question')
    const oracle = new Told({})
    await new SharingOracle(oracle).ask([power, power2])
    expect(oracle.asked).toEqual([['unknown', 'unknown']])
  })
})
