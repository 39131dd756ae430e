import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { kraftProperties, type KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { kraft, type SwitchName } from '../../../model/kraft/index.ts'
import { MATRIX, matrixOptions } from '../../../model/kraft/matrix.ts'

/** Rows beyond this many states take minutes in all: `npm run catalogue -- matrix` explores every row. */
const LARGEST = 170_000

const rows = MATRIX.filter((row) => row.states <= LARGEST)

describe('the verdict matrix', () => {
  it.each(rows)('row $row: $title', async (row) => {
    const names = Object.keys(row.verdicts) as KraftPropertyName[]
    const model = kraft(matrixOptions(row), (view) => kraftProperties(view, [...names, 'MetadataFits', 'RecordAcknowledged']))
    const found = await exploreHere(model, { workers: 1, maxMemory: 2 ** 32 })
    const verdicts = Object.fromEntries(
      found.properties.map((p) => [p.name, p.verdict === 'violated' ? p.path?.steps.length : p.verdict]),
    )
    expect({ exhausted: found.exhausted, states: found.distinct, ...verdicts }).toEqual({
      exhausted: true,
      states: row.states,
      ...row.verdicts,
      MetadataFits: 'holds',
      RecordAcknowledged: 'holds',
    })
  })

  const resting = MATRIX.flatMap((row) => (row.restsOn === undefined ? [] : [{ row: row.row, of: row, ...row.restsOn }]))
  it.each(resting)('row $row holds because of "$rule"', async ({ of, rule, steps }) => {
    const [subject = '', name = ''] = rule.split(': ')
    const options = { ...matrixOptions(of), followerHighWatermarks: false }
    const model = kraft(subject === 'switch' ? { ...options, off: name as SwitchName } : options, (view) =>
      kraftProperties(view, ['CandidateCompleteness']),
    )
    const off = subject === 'switch' ? undefined : { action: subject, guard: name }
    const found = await exploreHere(model, { workers: 1, maxMemory: 2 ** 31, first: true, off })
    expect(found.properties[0]?.path?.steps.length).toBe(steps)
  })
})
