/**
 * Symmetry, as the layout knows it: which cells are indexed by members of a domain and which hold members.
 *
 * Renaming the members of a domain moves the first and translates the second. A model may treat states as equal up to such
 * renamings only if its actions and properties treat all members alike; that is for the model to claim, not for this file.
 */
import { type Codec, comparePacked, compileFunction, compileHash, encodeRenamedBody } from './codec.ts'
import { type Layout } from '../layout.ts'
import { type Field, has, LayoutError, type Members, NONE } from '../fields.ts'

/** Writes to `out` the state `cells` with every member of the domain renamed: member `i` becomes `permutation[i]`. */
export type Renaming = (cells: Int32Array, out: Int32Array) => void

/** Where each value of a renamed state comes from, by working index, and how it is translated on the way. */
interface Origin {
  readonly from: number
  readonly translate: 'keep' | 'member' | 'set'
}

/**
 * The renaming of a domain's members by a permutation of their indices.
 * @throws RangeError when `permutation` is not one of `0..n-1`.
 */
export function renaming(layout: Layout, domain: Members, permutation: readonly number[]): Renaming {
  const origins = originsOf(layout, domain, permutation)
  const translated = (kind: Origin['translate'], value: number): number => {
    if (kind === 'keep' || (kind === 'member' && value === NONE)) return value
    return kind === 'member' ? (permutation[value] ?? value) : renamedSet(value, permutation)
  }
  return (cells, out) => origins.forEach(({ from, translate }, to) => (out[to] = translated(translate, cells[from] ?? 0)))
}

const renamedSet = (mask: number, permutation: readonly number[]): number =>
  permutation.reduce((renamed, to, from) => (has(mask, from) ? renamed | (1 << to) : renamed), 0)

function originsOf(layout: Layout, domain: Members, permutation: readonly number[]): Origin[] {
  const n = domain.labels.length
  if (permutation.length !== n || permutation.toSorted((a, b) => a - b).some((p, i) => p !== i))
    throw new RangeError(`[${permutation.join(', ')}] does not permute the ${n} ${domain.name}s`)
  const origins: Origin[] = []
  let next = 0
  let isUsed = false

  // Walks fields in the order of defineLayout; `homes[i]` is where the i-th copy of a field goes.
  const walk = (field: Field, homes: readonly number[]): void => {
    switch (field.kind) {
      case 'struct':
        for (const inner of Object.values<Field>(field.fields)) walk(inner, homes)
        return
      case 'array': {
        const size = field.by.labels.length
        isUsed ||= field.by === domain
        const to = (k: number) => (field.by === domain ? (permutation[k] ?? k) : k)
        walk(field.element, spread(homes, size, to))
        return
      }
      case 'sequence':
        place('keep', homes)
        walk(
          field.element,
          spread(homes, field.maxLength, (k) => k),
        )
        return
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
  const place = (translate: Origin['translate'], homes: readonly number[]): void => {
    isUsed ||= translate !== 'keep'
    homes.forEach((home, i) => (origins[next + home] = { from: next + i, translate }))
    next += homes.length
  }
  const spread = (homes: readonly number[], size: number, to: (k: number) => number): number[] =>
    homes.flatMap((home) => Array.from({ length: size }, (_, k) => home * size + to(k)))

  for (const field of Object.values(layout.fields)) walk(field, [0])
  if (!isUsed)
    throw new LayoutError(`no field is indexed by ${domain.name} or holds one: symmetry needs the very domain of the layout`)
  return origins
}

/** No more members than this: every state is compared with all its renamings. */
const MAX_SYMMETRIC = 6

/**
 * An encoder that gives all states that differ only in the names of a domain's members the same words: the least, in encoding
 * order, among all renamings. A search that uses it sees one state of each such class.
 * @throws LayoutError when the domain has more than {@link MAX_SYMMETRIC} members.
 */
export function compileCanonical(layout: Layout, domain: Members, encode: Encode): Encode {
  const n = domain.labels.length
  if (n > MAX_SYMMETRIC) throw new LayoutError(`symmetry over ${n} ${domain.name}s is not supported; at most ${MAX_SYMMETRIC}`)
  const { words } = layout
  const others = permutations(n).slice(1)
  const encoders = others.map((permutation) => compileRenamed(layout, domain, permutation))
  const hashOf = compileHash(words)
  const scratch = new Int32Array(words)
  return (cells, out, at) => {
    encode(cells, out, at)
    for (const encodeRenamed of encoders) {
      encodeRenamed(cells, scratch, 0)
      if (comparePacked(scratch, 0, out, at, words) < 0) out.set(scratch, at)
    }
    return hashOf(out, at)
  }
}

type Encode = Codec['encode']

/** Encodes a renamed state straight from the state itself. */
function compileRenamed(layout: Layout, domain: Members, permutation: readonly number[]): Encode {
  const origins = originsOf(layout, domain, permutation)
  // Members are looked up one place on, so that NONE stays itself.
  const member = Int32Array.of(NONE, ...permutation)
  const set = Int32Array.from({ length: 2 ** permutation.length }, (_, mask) => renamedSet(mask, permutation))
  const read = (index: number): string => {
    const { from, translate } = origins[index] ?? { from: index, translate: 'keep' }
    return translate === 'keep' ? `w[${from}]` : translate === 'member' ? `member[w[${from}] + 1]` : `set[w[${from}]]`
  }
  const make = compileFunction<(member: Int32Array, set: Int32Array) => Encode>(
    ['member', 'set'],
    `return (w, out, at) => {\n${encodeRenamedBody(layout, read)}\n}`,
  )
  return make(member, set)
}

/** Every order of `0..n-1`, the identity first. */
export function permutations(n: number): number[][] {
  if (n === 0) return [[]]
  const shorter = permutations(n - 1)
  // The last element goes last first, so that the identity comes first.
  return Array.from({ length: n }, (_, i) => n - 1 - i).flatMap((at) => shorter.map((p) => p.toSpliced(at, 0, n - 1)))
}
