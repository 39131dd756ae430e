/** The protocol as designed and the code of a release: two verdicts, and which defects a counterexample stands on. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../checker/search/explore.ts'
import type { ExploreOptions } from '../../checker/index.ts'
import type { KraftPropertyName } from '../../invariants/kraft-catalogue.ts'
import type { DefectId } from '../../model/kraft/defects.ts'
import type { SettingsRequest } from '../../model/kraft/settings.ts'
import { OptionError } from '../../model/option-error.ts'
import { codeHeadline, codeJson } from '../../reports/check/code-text.ts'
import { type CodeResult, runCode, runSearches, type SearchPlan } from '../../questions/check.ts'
import { planKraft } from '../../questions/plan-kraft.ts'

const here = ({ model }: SearchPlan, options: ExploreOptions) => exploreHere(model, options)
const limits: ExploreOptions = { workers: 1, maxMemory: 2 ** 30 }

async function both(
  request: SettingsRequest,
  properties: readonly KraftPropertyName[],
  defects: 'all' | readonly DefectId[] = 'all',
  options: ExploreOptions = limits,
) {
  const plan = planKraft(request, properties, defects)
  const design = await runSearches(plan.searches, here, options, () => undefined)
  if (plan.code === undefined) throw new Error('the KRaft model knows releases')
  return { design, code: await runCode(plan.code, design, here, options, () => undefined) }
}

/** `AckedDurable violated 14 F1`, and whether everything was seen. */
function told(code: CodeResult): readonly string[] {
  if (code.kind !== 'searched') return [code.kind]
  const found = code.check.properties
    .filter((p) => p.name !== 'MetadataFits')
    .map((p) =>
      [p.name, p.verdict, p.path?.steps.length, ...(code.used.get(p.name) ?? [])].filter((x) => x !== undefined).join(' '),
    )
  return [...found, code.check.runs.every((r) => r.result.exhausted) ? 'exhausted' : 'not exhausted']
}

const one = { records: 1 } as const
const acked = ['AckedDurable'] as const
const pair = { 'replication.factor': '2', 'min.insync.replicas': '2' } as const

describe('the code of a release beside the design', () => {
  it('loses an acknowledged record by three elections (F1)', async () => {
    const { design, code } = await both({ bounds: { ...one, faults: { total: 3, elections: 3 } } }, acked)
    expect(design.verdict).toBe('holds')
    expect(told(code)).toEqual(['AckedDurable violated 14 F1', 'exhausted'])
  })

  it('loses by a replaced disk on 4.1 and keeps on 4.4 (R2), unless a directory is taken away instead (D1)', async () => {
    const bounds = { ...one, faults: { total: 2, diskLosses: 1, cleanStops: 1 } }
    const before = await both({ version: '4.1', set: pair, bounds }, acked)
    expect(before.design.verdict).toBe('holds')
    expect(told(before.code)).toEqual(['AckedDurable violated 11 R2', 'exhausted'])
    const after = await both({ version: '4.4', set: pair, bounds }, acked, ['F1', 'F2', 'S1'])
    expect(told(after.code)).toEqual(['AckedDurable holds', 'exhausted'])
    const taken = await both({ version: '4.4', set: pair, bounds }, acked)
    expect(taken.design.verdict).toBe('holds')
    expect(told(taken.code)).toEqual(['AckedDurable violated 10 D1', 'exhausted'])
  })

  it('loses by two orderly stops, one of them before the broker has started, and a loss of power (S1)', async () => {
    const bounds = { ...one, faults: { total: 3, cleanStops: 2, powerLosses: 1 } }
    const { design, code } = await both({ set: pair, bounds }, acked)
    expect(design.verdict).toBe('holds')
    expect(told(code)).toEqual(['AckedDurable violated 13 S1', 'exhausted'])
  })

  it('loses by metadata that comes twice, once two records are written (F2)', async () => {
    const faults = { total: 2, isrShrinks: 1, kills: 1 }
    expect(told((await both({ bounds: { records: 2, faults } }, acked)).code)).toEqual([
      'AckedDurable violated 14 F2',
      'exhausted',
    ])
    // One record is brought by the fetch that proposes the follower, or the leader waits for it: it is caught up.
    expect(told((await both({ bounds: { records: 1, faults } }, acked)).code)).toEqual(['AckedDurable holds', 'exhausted'])
  })

  it.each([
    { faults: { isrShrinks: 1, kills: 1 }, rf: '3', min: '2', steps: 12 },
    { faults: { isrShrinks: 1, fencings: 1 }, rf: '2', min: '1', steps: 9 },
  ])(
    'would lose by F2 in $steps steps, did leaders not wait for who is about to join: $faults',
    async ({ faults, rf, min, steps }) => {
      const bounds = { ...one, faults: { total: 2, ...faults } }
      const set = { 'replication.factor': rf, 'min.insync.replicas': min }
      const { design, code } = await both({ set, switches: { awaitsJoining: 'false' }, bounds }, acked, ['F2'])
      expect(design.verdict).toBe('holds')
      expect(told(code)).toEqual([`AckedDurable violated ${steps} F2`, 'exhausted'])
    },
  )

  it('strands a partition (F10), and names no other defect for it', async () => {
    const bounds = { ...one, faults: { total: 2, fencings: 2 }, configChange: { minIsr: 2 } }
    const { design, code } = await both({ set: pair, bounds }, ['LeaderStaysPossible'])
    expect(design.verdict).toBe('holds')
    expect(told(code)).toEqual(['LeaderStaysPossible violated 3 F10', 'exhausted'])
  })

  it('names no defect for what the design allows too', async () => {
    const bounds = { ...one, faults: { total: 1, powerLosses: 1 } }
    const { design, code } = await both({ set: { 'replication.factor': '2', 'min.insync.replicas': '1', acks: '1' }, bounds }, [
      'Acks1Durable',
    ])
    expect(design.verdict).toBe('violated')
    expect(told(code)).toEqual(['Acks1Durable violated 4', 'exhausted'])
  })

  it('is told with the defects that a counterexample needs, and no others', async () => {
    const { code } = await both({ bounds: { ...one, faults: { total: 3, elections: 3 } } }, acked)
    const property = code.kind === 'searched' ? code.check.properties.find((p) => p.name === 'AckedDurable') : undefined
    expect(property?.run.model.bounds['defects']).toBe('F1')
    expect(property?.run.spec).toMatchObject({ from: { settings: { defects: ['F1'] } } })
  })
})

const headline = (code: Parameters<typeof codeHeadline>[0]): string =>
  codeHeadline(code, { paint: ({ text }) => text, width: 1000 }).join('\n')

describe('which defects are searched', () => {
  const faults = { total: 3, elections: 3 }
  it('is chosen by name', async () => {
    expect(told((await both({ bounds: { ...one, faults } }, acked, ['F2'])).code)).toEqual(['AckedDurable holds', 'exhausted'])
  })

  it('may be none, which is said', async () => {
    const { code } = await both({ bounds: { ...one, faults: { total: 1, kills: 1 } } }, acked, [])
    expect(headline(code)).toBe('BY THE CODE  not searched: --defects none leaves the code of the release out')
  })

  it('is not asked where --switch sets by hand what the defects would break, which is no green', async () => {
    const { code } = await both(
      {
        switches: { redeliveryKeepsProposal: 'true', reelection: 'reset-all' },
        bounds: { ...one, faults: { total: 1, kills: 1 } },
      },
      acked,
    )
    expect(code).toMatchObject({
      kind: 'not asked',
      why: expect.stringContaining('F1 (reelection), F2 (redeliveryKeepsProposal)') as string,
    })
  })

  it('must be of the release', () => {
    expect(() => planKraft({ version: '4.4' }, acked, ['R2'])).toThrow(OptionError)
  })

  it('is nothing where none bears on the question', async () => {
    const { code } = await both({ version: '1.1', bounds: { ...one, faults: { total: 1, kills: 1 } } }, acked)
    expect(headline(code)).toBe('BY THE CODE  the same: no defect is known of Kafka 1.1')
    expect((await both({ bounds: { ...one, faults: { total: 0 } } }, acked)).code.kind).toBe('as designed')
  })
})

describe('a search of the code that was cut short', () => {
  it('is incomplete, and not explored in JSON', async () => {
    const { code } = await both({ bounds: { ...one, faults: { total: 3, elections: 3 } } }, acked, 'all', {
      ...limits,
      maxStates: 2000,
    })
    expect(headline(code)).toMatch(/^BY THE CODE INCOMPLETE {2}of Kafka 4\.4 .* were seen$/)
    expect(codeJson(code, [], () => ({}))).toMatchObject({ explored: false, verdict: 'incomplete' })
  })
})
