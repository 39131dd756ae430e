/** A row of the verdict matrix: every state is seen, and every verdict, length and count is as the row and the manifest say. */
import { expect } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { kraftProperties, type KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { kraft } from '../../../model/kraft/index.ts'
import { matrixOptions, type MatrixRow } from '../../../model/kraft/matrix-row.ts'
import { MATRIX } from '../../../model/kraft/matrix.ts'
import { entryOf } from '../../catalogue/manifest.ts'

const nameOf = ({ row }: MatrixRow): string => `matrix/${row}`

/** The rows of a tier. */
export const rowsOf = (cost: 'quick' | 'long'): readonly MatrixRow[] => MATRIX.filter((row) => entryOf(nameOf(row)).cost === cost)

export async function expectRow(row: MatrixRow): Promise<void> {
  const names = Object.keys(row.verdicts) as KraftPropertyName[]
  const model = kraft(matrixOptions(row), (view) => kraftProperties(view, [...names, 'MetadataFits', 'RecordAcknowledged']))
  const found = await exploreHere(model, { workers: 1, maxMemory: 2 ** 32 })
  const verdicts = Object.fromEntries(
    found.properties.map((p) => [p.name, p.verdict === 'violated' ? p.path?.steps.length : p.verdict]),
  )
  expect({ exhausted: found.exhausted, ...verdicts }).toEqual({
    exhausted: true,
    ...row.verdicts,
    MetadataFits: 'holds',
    RecordAcknowledged: 'holds',
  })
  const { distinct, depth } = found
  expect(distinct).toBe(row.states)
  expect({ distinct, depth }).toEqual(entryOf(nameOf(row)).counts)
}
