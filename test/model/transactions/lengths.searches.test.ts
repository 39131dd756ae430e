/**
 * Lengths of shortest runs beside those of a prototype that was written from the same reading of Kafka's source, and shares nothing with this
 * model: equal, or in the list of differences of docs/transactions.md, each with the choice it follows from, which is tried.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/index.ts'
import { type Action, has, type Model, type Property, type Reading, type StepProperty } from '../../../checker/model.ts'
import { transactionsProperties, type TransactionsPropertyName } from '../../../invariants/transactions/catalogue.ts'
import { defaultOptions, type Level, type State, transactions, type TransactionsView } from '../../../model/transactions/index.ts'
import { DISORDER } from './disorder.ts'

const PROTOCOLS = ['classic', 'verify', 'tv2', 'tv2-marker'] as const

/** By anomaly: what goes wrong, the property, and the prototype's lengths by protocol; 0 where it holds, undefined where it says nothing. */
const PROTOTYPE: readonly (readonly [string, string, string, readonly (number | undefined)[]])[] = [
  ['T1', 'a late batch', 'NoHanging', [10, 0, 0, 0]],
  ['T2', 'a late batch', 'NoAbortedRead', [17, 0, 0, 0]],
  ['T2', 'a late batch, no new epoch', 'NoAbortedRead', [16, 16]],
  ['T3', 'a late EndTxn', 'NoPrematureRead', [15, 15, 0, 0]],
  ['T3', 'a late EndTxn', 'NoAbortedRead', [16, 16, 0, 0]],
  ['T3', 'a late EndTxn, one partition of two records', 'WholeTransactions', [16, undefined, 0, 0]],
  ['T3', 'a late EndTxn', 'WholeTransactions', [undefined, 20, 0, 0]],
  ['T3', 'a late EndTxn', 'CommittedKept', [18, 20, 0, 0]],
  ['T3', 'a late EndTxn', 'NoHanging', [16, 0, 0, 0]],
  ['T4', 'a late marker', 'NoPrematureRead', [14, 14, 12, 0]],
  ['T4', 'a late marker', 'NoAbortedRead', [15, 15, 13, 0]],
  ['T4', 'a late marker', 'CommittedKept', [16, 16, 14, 0]],
  ['T4', 'a late marker and a timeout', 'WholeTransactions', [17, 17, 14, 0]],
  ['T5', 'a late AddPartition', 'NoPhantom', [10, 10]],
  ['T6', 'a late batch, two producers', 'ZombieOut', [12, 0, 0, 0]],
  ['T7', 'a data log loses its end', 'NoHanging', [9, 9, 8, 8]],
  ['T8', 'a data log loses its end', 'WholeTransactions', [11, 11, 9, 9]],
  ['T8', 'a data log loses its end', 'CommittedKept', [8, 8, 7, 7]],
  ['T9', 'a data log loses its end', 'NoAbortedRead', [16, 16, 14, 14]],
  ['T9', 'a data log loses its end', 'AbortedStaysOut', [16, 16, 14, 14]],
  ['T10', 'the coordinator’s log loses its end', 'WholeTransactions', [11, 11, 9, 9]],
  ['T10', 'the coordinator’s log loses its end', 'CommittedKept', [8, 8, 7, 7]],
  ['T10', 'the coordinator’s log loses its end', 'NoAbortedRead', [14, 14, 13, 13]],
  ['T10b', 'the coordinator’s log loses its end', 'NoHanging', [6, 6, 5, 5]],
  ['T11', 'the coordinator’s log loses its end, two producers', 'ZombieOut', [8, 8, 7, 7]],
  ['T14', 'coordinators die, the next acts at once', 'WholeTransactions', [12, 12, 10, 10]],
  ['T14', 'coordinators die, the next acts at once', 'CommittedKept', [undefined, undefined, 9, 9]],
  ['T14', 'coordinators die, the next acts at once', 'NoHanging', [undefined, undefined, 6, 6]],
  ['T14', 'coordinators die, the next acts at once', 'NoAbortedRead', [undefined, undefined, 14, 14]],
  ['T18', 'nothing', 'HalfSeen', [10, 10, 8, 8]],
  ['-', 'readers of uncommitted records', 'NoAbortedRead', [6, 6, 5, 5]],
]

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

/** By what goes wrong, protocol and property: the steps here. */
const here = new Map(
  read('test/golden/transactions-verdicts.tsv')
    .trimEnd()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [wrong = '', level = '', , , found = ''] = line.split('\t')
      return [
        [`${wrong}/${level}`, 0] as const,
        ...found.split(' ').map((one) => {
          const [name = '', steps = ''] = one.split('@')
          return [`${wrong}/${level}/${name}`, Number(steps)] as const
        }),
      ]
    }),
)

interface Difference {
  readonly anomaly: string
  readonly property: string
  readonly level: string
  readonly here: number
  readonly there: number
  readonly choice: string
}

/** The list in docs/transactions.md. */
const differences: readonly Difference[] = read('docs/transactions.md')
  .split('\n')
  .flatMap((line) => {
    const cells = /^\| (T\d+\w?) +\| (\w+) +\| `([\w-]+)` +\| (\d+) +\| (\d+) +\| (.+?) +\|$/.exec(line)
    if (cells === null) return []
    const [, anomaly = '', property = '', level = '', ours = '', theirs = '', choice = ''] = cells
    return [{ anomaly, property, level, here: Number(ours), there: Number(theirs), choice }]
  })

const MAY_ABORT_EMPTY = 'a producer may abort before its first batch'

/** The model in which a producer that aborts has sent a batch to each partition it has added. */
function withoutEmptyAborts(model: Model<State>, partitions: number): Model<State> {
  const sent = (s: Reading<State>, i: number): boolean => {
    const { txn, used, unanswered } = s.producer
    for (let p = 0; p < partitions; p++) {
      const isSent = has(unanswered[i] ?? 0, p) || (s.acked[(txn[i] ?? 0) * partitions + p] ?? 0) > 0
      if (has(used[i] ?? 0, p) && !isSent) return false
    }
    return true
  }
  const restricted = (action: Action<State>): Action<State> =>
    action.name === 'AbortTransaction'
      ? ({ ...action, guards: { ...action.guards, 'each partition has its batch': sent } } satisfies Action<State>)
      : action
  return { ...model, actions: model.actions.map(restricted) }
}

async function stepsTo(model: Model<State>): Promise<number> {
  const result = await exploreHere(model as Model, { workers: 1, maxMemory: 2 ** 29, first: true, rangeChecks: false })
  return result.properties.find((p) => p.verdict === 'violated')?.path?.steps.length ?? 0
}

describe('lengths beside the prototype', () => {
  it('are equal, or listed', () => {
    const unequal = PROTOTYPE.flatMap(([anomaly, wrong, property, lengths]) =>
      lengths.flatMap((there, i) => {
        const level = PROTOCOLS[i] ?? 'classic'
        // What is not in the table would be taken to hold.
        expect(here.has(`${wrong}/${level}`)).toBe(true)
        const steps = here.get(`${wrong}/${level}/${property}`) ?? 0
        return there === undefined || there === steps ? [] : [{ anomaly, property, level, here: steps, there }]
      }),
    )
    const listed = differences.map(({ anomaly, property, level, here: ours, there }) => ({
      anomaly,
      property,
      level,
      here: ours,
      there,
    }))
    expect(unequal).toEqual(listed)
  })

  it.each(differences.filter(({ choice }) => choice === MAY_ABORT_EMPTY))(
    '$anomaly, $property, $level: $there when it may not',
    async ({ anomaly, property, level, there }) => {
      const [, wrong = ''] = PROTOTYPE.find(([id, , name]) => id === anomaly && name === property) ?? []
      const options = { ...defaultOptions, ...DISORDER[wrong], level: level as Level }
      const model = transactions(options, (view) => transactionsProperties([property as TransactionsPropertyName], view))
      expect(await stepsTo(withoutEmptyAborts(model, options.partitions))).toBe(there)
    },
  )

  it.each([
    ['classic', 10],
    ['verify', 10],
    ['tv2', 9],
    ['tv2-marker', 9],
  ] as const)('T11: a producer that was replaced commits, %s in %i', async (level, steps) => {
    const options = { ...defaultOptions, ...DISORDER['the coordinator’s log loses its end, two producers'], level }
    expect(await stepsTo(transactions(options, (view) => [commitsAfterAll(view)]))).toBe(steps)
  })
})

/** The part of ZombieOut that is about commits. */
function commitsAfterAll(view: TransactionsView<State>): Property<State> {
  const property: StepProperty<State> = {
    kind: 'step',
    name: 'NoCommitOfTheReplaced',
    statement: 'No producer that was replaced is told of a commit.',
    holds: (before, after) =>
      view.transactions.labels.every(
        (_, k) =>
          view.told(before, k) === view.told(after, k) ||
          view.told(after, k) !== 1 ||
          !view.instances.labels.some((__, i) => i > view.owner(before, k) && view.wasAnswered(before, i)),
      ),
  }
  return property
}
