/** What maps that others merge (`<<`) have and none of these takes: it lies below what each has of its own. */
import { isAlias, isMap, isPair, isScalar, isSeq, type Node, visit } from 'yaml'
import { ConfigError } from './config-error.ts'
import type { Source } from './source.ts'
import { finished } from './steps.ts'
import { parseYaml, scalarText, type YamlFile } from './yaml-tree.ts'

/**
 * Offsets of the keys, and of their values, that lie below others wherever their map is merged. Of a map that is also used whole, or where it stands in the same
 * part of the file as what merges it, nothing is known: it may count for itself.
 */
export function overriddenIn(source: Source): ReadonlySet<number> {
  if (!/<<["']?[ \t]{0,10}:/.test(source.text)) return new Set()
  try {
    const file = finished(parseYaml(source))
    const uses = file.roots.flatMap((root) => [...usesIn(file, root)])
    const others = new Set(uses.filter(({ by }) => by === undefined).map(({ of }) => of))
    const merges = uses.flatMap(({ of, by, isElsewhere }) => (by === undefined ? [] : [{ of, by, isElsewhere }]))
    const taken = new Set(merges.flatMap(({ by }) => [...(file.members(by)?.values() ?? [])].map(({ key }) => key)))
    return new Set(
      merges
        .filter(({ of, isElsewhere }) => isElsewhere && !others.has(of))
        .flatMap(({ of }) => [...(file.members(of)?.values() ?? [])])
        .filter(({ key }) => !taken.has(key))
        .flatMap(({ key, value }) => [file.offset(key), ...(value === undefined ? [] : [file.offset(value)])]),
    )
  } catch (error) {
    if (error instanceof ConfigError) return new Set()
    throw error
  }
}

interface Use {
  readonly of: Node
  /** The map that merges it; undefined where it is used whole. */
  readonly by: Node | undefined
  /** Under another key of the outermost map. */
  readonly isElsewhere: boolean
}

/** Every alias. */
function* usesIn(file: YamlFile, root: Node): Generator<Use> {
  const found: Use[] = []
  visit(root, {
    Alias: (_, alias, path) => {
      const of = file.target(alias)
      if (of === undefined) return
      const above = path.findLast((one) => isPair(one))
      const isMerge = isScalar(above?.key) && scalarText(above.key) === '<<'
      const by = isMerge ? path.findLast((one) => isMap(one)) : undefined
      const part = path.find((one) => isPair(one))
      const [start = 0, , end = 0] = (isPair(part) && !isAlias(part.value) && isNodeLike(part.value) && part.value.range) || []
      const at = of.range?.[0] ?? 0
      found.push({ of, by, isElsewhere: at < start || at >= end })
    },
  })
  yield* found
}

const isNodeLike = (value: unknown): value is Node => isMap(value) || isSeq(value) || isScalar(value)
