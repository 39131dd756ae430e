/**
 * Symmetry, as the layout knows it: which cells are indexed by members of a domain and which hold members.
 *
 * Renaming the members of a domain moves the first and translates the second. A model may treat states as equal up to such
 * renamings only if its actions and properties treat all members alike; that is for the model to claim, not for this file.
 */
import type { Field, Fields, Layout, Members } from './layout.ts'
import { has, NONE } from './layout.ts'

/** Writes to `out` the state `cells` with every member of the domain renamed: member `i` becomes `permutation[i]`. */
export type Renaming = (cells: Int32Array, out: Int32Array) => void

/**
 * The renaming of a domain's members by a permutation of their indices.
 * @throws RangeError when `permutation` is not one of `0..n-1`.
 */
export function renaming(layout: Layout, domain: Members, permutation: readonly number[]): Renaming {
  const n = domain.labels.length
  if (permutation.length !== n || permutation.toSorted((a, b) => a - b).some((p, i) => p !== i))
    throw new RangeError(`[${permutation.join(', ')}] does not permute the ${n} ${domain.name}s`)
  const moves: number[] = []
  const values: ('keep' | 'member' | 'set')[] = []

  // Walks fields in the order of defineLayout; `homes[i]` is where the i-th copy of a field goes.
  const walk = (field: Field, homes: readonly number[]): void => {
    switch (field.kind) {
      case 'struct':
        walkFields(field.fields, homes)
        return
      case 'array': {
        const size = field.by.labels.length
        const to = (k: number) => (field.by === domain ? (permutation[k] ?? k) : k)
        walk(
          field.element,
          homes.flatMap((home) => Array.from({ length: size }, (_, k) => home * size + to(k))),
        )
        return
      }
      case 'sequence': {
        place('keep', homes)
        const { maxLength } = field
        walk(
          field.element,
          homes.flatMap((home) => Array.from({ length: maxLength }, (_, k) => home * maxLength + k)),
        )
        return
      }
      case 'member':
      case 'option':
        place(field.of === domain ? 'member' : 'keep', homes)
        return
      case 'set':
        place(field.of === domain ? 'set' : 'keep', homes)
        return
      default:
        place('keep', homes)
    }
  }
  const walkFields = (fields: Fields, homes: readonly number[]): void => {
    for (const field of Object.values(fields)) walk(field, homes)
  }
  const place = (value: 'keep' | 'member' | 'set', homes: readonly number[]): void => {
    const start = moves.length
    for (const home of homes) {
      moves.push(start + home)
      values.push(value)
    }
  }
  walkFields(layout.fields, [0])

  const translate = (kind: 'keep' | 'member' | 'set', value: number): number => {
    if (kind === 'keep' || (kind === 'member' && value === NONE)) return value
    if (kind === 'member') return permutation[value] ?? value
    return permutation.reduce((mask, to, from) => (has(value, from) ? mask | (1 << to) : mask), 0)
  }
  return (cells, out) => {
    moves.forEach((to, from) => {
      out[to] = translate(values[from] ?? 'keep', cells[from] ?? 0)
    })
  }
}
