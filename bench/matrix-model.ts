/** Builds the model of a row of the verdict matrix, for worker threads. */
import type { Model } from '../checker/model.ts'
import { kraftProperties, type KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import { kraft } from '../model/kraft/index.ts'
import { MATRIX, matrixOptions } from '../model/kraft/matrix.ts'

/** `args` is the index of the row. */
export function build(args: unknown): Model {
  const row = MATRIX[Number(args)]
  if (row === undefined) throw new RangeError(`the matrix has no row ${String(args)}`)
  const names = Object.keys(row.verdicts) as KraftPropertyName[]
  return kraft(matrixOptions(row), (view) => kraftProperties(view, [...names, 'MetadataFits', 'RecordAcknowledged'])) as Model
}
