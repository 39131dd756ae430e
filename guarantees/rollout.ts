/** The way from one configuration to another: what is in force meanwhile, what of it is explored, by the design and by the code. */
import { FEATURE_ELR } from '../config/index.ts'
import type { ConfigChange } from '../model/kraft/index.ts'
import { CHANGEABLE_KEYS, readChange } from '../model/kraft/settings.ts'
import { since } from '../model/kraft/versions.ts'
import { listOf } from '../text/counted.ts'
import { type AskedDefects, withCode } from './code.ts'
import type { Observer } from './guarantees.ts'
import type { Answer, Oracle } from './oracle.ts'
import { type Configuration, type Question, type Settings, settingsFor } from './questions.ts'
import { byCode, type Cell, keyText } from './result.ts'
import { cellsOf, type Changes, questionsOf, type Scope } from './table.ts'

const MIN_ISR = 'min.insync.replicas'

/** Two configurations that are in force together for a while, and what of the way between them is explored. */
export interface Rollout {
  /** Explorations in which the controller changes the configuration at any moment and brokers hear of it each at its own time. */
  readonly legs: readonly Leg[]
  readonly notes: readonly string[]
}

interface Leg {
  readonly configuration: Configuration
  readonly changes: Changes
}

/**
 * What to explore of a roll-out. Settings of topics and features change in flight; clients, replicas and releases are exchanged one by
 * one, and each partition, request and client meets them as they are on one side or the other.
 * @param rewritesMinIsr whether min.insync.replicas is written as a default of the cluster, which is a change in flight also where its value stays
 */
export function rolloutOf(base: Configuration, head: Configuration, rewritesMinIsr = false): Rollout {
  const changed = (of: 'topic' | 'offsets') => keysThatDiffer(base[of], head[of])
  const ofTopic = changed('topic')
  const all = [...new Set([...ofTopic, ...changed('offsets')])]
  const named = (keys: readonly string[]) => keys.map((key) => keyText({ key, of: ofTopic.includes(key) ? 'topic' : 'offsets' }))
  const flying = all.filter((key) => isChangeable(key))
  const others = all.filter((key) => !isChangeable(key))
  const notes: string[] = []
  const keepsElr = [base, head].every(({ topic }) => (topic[FEATURE_ELR] ?? '0') !== '0')
  const isRewritten = rewritesMinIsr && keepsElr
  const change = (observer: Observer): ConfigChange | undefined =>
    changeOf(settingsFor(observer, base), settingsFor(observer, head), isRewritten)
  const isExplored = change('partition') !== undefined || change('offsets') !== undefined
  if (flying.length > 0 && isExplored)
    notes.push(
      `${listOf(named(flying))} ${flying.length === 1 ? 'changes' : 'change'} at any moment; the controller uses the new value at once, each broker when it has heard of it, at times after the partition's changes of the same batch (read in BrokerMetadataPublisher, not seen on a cluster)`,
    )
  if (isRewritten && isExplored)
    notes.push(
      'min.insync.replicas is written as a default of the cluster, at any moment; the controller then clears the eligible leader replicas of every partition, also of those whose value stays (F10)',
    )
  if (isExplored && keepsElr && flying.includes(MIN_ISR))
    notes.push('when min.insync.replicas changes, the controller clears the eligible leader replicas (KAFKA-16540)')
  if (others.length > 0 || base.version !== head.version)
    notes.push(
      `${listOf([...named(others), ...(base.version === head.version ? [] : ['the Kafka version'])])}: during the roll-out both configurations are in use side by side, so no more is promised than both promise`,
    )
  if (others.includes('replication.factor'))
    notes.push('the reassignment that changes the replication factor is not modelled, only the partition before and after it')
  if (base.version !== head.version) notes.push('a cluster of brokers of two releases is not modelled')
  if (!isExplored) return { legs: [], notes }
  const mixed = others.length > 0 || base.version !== head.version
  // A release that does not know eligible leader replicas is installed only once they are off.
  const inHead = CHANGEABLE_KEYS.filter((key) => key !== FEATURE_ELR || mayKeepElr(head))
  const withBaseFlying: Configuration = {
    ...head,
    topic: withKeys(head.topic, base.topic, inHead),
    offsets: withKeys(head.offsets, base.offsets, inHead),
  }
  const rest: Changes = (observer) =>
    changeOf(settingsFor(observer, withBaseFlying), settingsFor(observer, head), isRewritten && mayKeepElr(head))
  const second = mixed && (rest('partition') !== undefined || rest('offsets') !== undefined)
  return {
    legs: [{ configuration: base, changes: change }, ...(second ? [{ configuration: withBaseFlying, changes: rest }] : [])],
    notes,
  }
}

/** Whether the release may have eligible leader replicas. */
const mayKeepElr = ({ version, metadataVersion }: Configuration): boolean => since(metadataVersion ?? version, '4.0')

const isChangeable = (key: string): boolean => CHANGEABLE_KEYS.some((k) => k === key)

function changeOf(from: Settings, to: Settings, rewritesMinIsr: boolean): ConfigChange | undefined {
  const changed = CHANGEABLE_KEYS.flatMap((key) => {
    const value = to[key]
    const isWritten = value !== from[key] || (rewritesMinIsr && key === MIN_ISR)
    return value === undefined || !isWritten ? [] : [[key, value] as const]
  })
  return changed.length === 0 ? undefined : readChange(Object.fromEntries(changed))
}

const keysThatDiffer = (a: Settings, b: Settings): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key])

function withKeys(settings: Settings, from: Settings, keys: readonly string[]): Settings {
  const result = Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.some((k) => k === key)))
  for (const key of keys) if (from[key] !== undefined) result[key] = from[key]
  return result
}

/** The questions of a roll-out. */
export const rolloutQuestions = (scope: Scope, { legs }: Rollout): Question[] =>
  legs.flatMap(({ configuration, changes }) => questionsOf(flyingScope(scope, changes), configuration, changes))

const flyingScope = (scope: Scope, changes: Changes): Scope => ({
  ...scope,
  guarantees: scope.guarantees.filter((g) => changes(g.observer) !== undefined),
})

/** A roll-out, and the cells of both its ends with what the code makes of them. */
export interface Way {
  readonly rollout: Rollout
  readonly base: readonly Cell[]
  readonly head: readonly Cell[]
}

/**
 * The cells of each way, leg by leg. The code is asked where it keeps a guarantee at both ends, as the design does: elsewhere it says nothing
 * of what is lost by the way alone.
 */
export async function cellsOfWays(
  ways: readonly Way[],
  scope: Scope,
  answers: ReadonlyMap<string, Answer>,
  asked: AskedDefects,
  oracle: Oracle,
): Promise<Cell[][]> {
  const tables = ways.flatMap(({ rollout, base, head }, way) =>
    rollout.legs.map(({ configuration, changes }) => {
      const isKept = (one: Cell): boolean =>
        [base, head].every((cells) =>
          cells.some((cell) => cell.guarantee === one.guarantee && cell.envelope === one.envelope && byCode(cell) === 'proved'),
        )
      const cells = cellsOf(flyingScope(scope, changes), configuration, answers, changes)
      return { way, configuration, changes, cells, isAsked: isKept }
    }),
  )
  const found = await withCode(tables, scope, answers, asked, oracle)
  return ways.map((_, way) => tables.flatMap((table, t) => (table.way === way ? (found[t] ?? []) : [])))
}
