/** Properties while a search runs: which are still open, and what decides them. */
import { at } from '../state/at.ts'
import { comparePacked } from '../state/codec.ts'
import type { Target } from './counterexample.ts'
import { judgedOf, possibleOf, stepwiseOf } from './contract.ts'
import type { Finding, LevelReport } from './lane-messages.ts'
import type { Level } from './levels.ts'
import { Control } from './memory.ts'
import { isOfBound, type Model, type Property } from '../model.ts'
import type { LaneApi } from './lanes.ts'
import type { PropertyResult } from '../verdict.ts'

/** The name under which a forbidden deadlock is reported. */
const NO_DEADLOCK = 'NoDeadlock'

/** A property while the search runs. */
export interface Open {
  readonly finding: Pick<Finding, 'kind' | 'property'>
  readonly result: Omit<PropertyResult, 'verdict' | 'path'>
  readonly isBound: boolean
  found: Target | { readonly depth: number; readonly packed: Int32Array; readonly next: Int32Array } | undefined
}

/** Every property of a model, open. */
export function openProperties<S>(model: Model<S>, forbidDeadlock: boolean): Open[] {
  const [judged, steps, possible] = [judgedOf(model), stepwiseOf(model), possibleOf(model)]
  const findingOf = (p: Property<S>): Open['finding'] => {
    switch (p.kind) {
      case 'state':
      case 'witness':
        return { kind: 'judged', property: judged.indexOf(p) }
      case 'step':
        return { kind: 'step', property: steps.indexOf(p) }
      case 'possible':
        return { kind: 'possible', property: possible.indexOf(p) }
    }
  }
  const open = model.properties.map((p): Open => {
    const finding = findingOf(p)
    return { finding, result: { name: p.name, kind: p.kind, statement: p.statement }, isBound: isOfBound(p), found: undefined }
  })
  if (forbidDeadlock)
    open.push({
      finding: { kind: 'deadlock', property: 0 },
      result: { name: NO_DEADLOCK, kind: 'deadlock', statement: 'Every reachable state has a successor.' },
      isBound: false,
      found: undefined,
    })
  return open
}

/** The properties of a kind that are not decided yet, as bits. */
export const maskOf = (open: readonly Open[], kind: Finding['kind']): number =>
  open.reduce((mask, o) => (o.finding.kind === kind && o.found === undefined ? mask | (1 << o.finding.property) : mask), 0)

/** Keeps, per property, the least finding of the level in encoding order. */
export function takeFindings(open: readonly Open[], reports: readonly LevelReport[], depth: number, words: number): void {
  for (const o of open) {
    if (o.found !== undefined) continue
    const least = reports
      .flatMap((r) => r.findings)
      .filter((f) => f.kind === o.finding.kind && f.property === o.finding.property)
      .toSorted((a, b) => comparePacked(a.key, 0, b.key, 0, a.key.length))[0]
    if (least === undefined) continue
    const packed = least.key.slice(0, words)
    o.found = least.kind === 'step' ? { depth, packed, next: least.key.slice(words) } : { depth, packed }
  }
}

/**
 * Decides the properties of what stays possible: marks spread backwards from good states until nothing changes, then the
 * first level is sought that has an unmarked state.
 */
export async function findDeadEnds(
  lanes: readonly LaneApi[],
  control: Int32Array,
  levels: readonly Level[],
  open: readonly Open[],
  words: number,
): Promise<void> {
  const possible = open.filter((o) => o.finding.kind === 'possible')
  if (possible.length === 0) return
  do {
    control[Control.marked] = 0
    await Promise.all(lanes.map((lane, share) => lane.spread(at(control, Control.next), share, lanes.length)))
  } while (control[Control.marked] === 1 && control[Control.stop] === 0)
  for (const [depth, { from, to }] of levels.entries()) {
    if (control[Control.stop] === 1 || possible.every((o) => o.found !== undefined)) return
    const unmarked = await Promise.all(lanes.map((lane, share) => lane.unmarked(from, to, share, lanes.length)))
    for (const o of possible) {
      if (o.found !== undefined) continue
      const candidates = unmarked.flatMap((found) => found[o.finding.property] ?? []).filter((packed) => packed.length > 0)
      const least = candidates.toSorted((a, b) => comparePacked(a, 0, b, 0, words))[0]
      if (least !== undefined) o.found = { depth, packed: least }
    }
  }
}
