import { describe, it } from 'vitest'
import { expectRow, rowsOf } from './matrix-row.ts'

describe('the verdict matrix', () => {
  it.each(rowsOf('quick'))('row $row: $title', expectRow)
})
