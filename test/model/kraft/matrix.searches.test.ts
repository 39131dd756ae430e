/** Rows of the verdict matrix whose search is long, and the rule that each row which holds rests on. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { kraftProperties } from '../../../invariants/kraft-catalogue.ts'
import { kraft, type SwitchName } from '../../../model/kraft/index.ts'
import { matrixOptions } from '../../../model/kraft/matrix-row.ts'
import { MATRIX } from '../../../model/kraft/matrix.ts'
import { expectRow, rowsOf } from './matrix-row.ts'

/** Rows beyond this many states take minutes in all: `npm run catalogue -- matrix` explores every row. */
const LARGEST = 170_000

describe('the verdict matrix', () => {
  it.each(rowsOf('long').filter((row) => row.states <= LARGEST))('row $row: $title', expectRow)

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
