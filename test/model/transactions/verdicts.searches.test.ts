/** What holds at each protocol while one thing goes wrong: every state seen. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/index.ts'
import type { Model } from '../../../checker/model.ts'
import { TRANSACTIONS_PROPERTY_NAMES, transactionsProperties } from '../../../invariants/transactions/catalogue.ts'
import { defaultOptions, type Level, transactions } from '../../../model/transactions/index.ts'
import { DISORDER } from './disorder.ts'

/** `what goes wrong<TAB>protocol<TAB>states<TAB>depth<TAB>properties@steps`: what is broken, and which witnesses are reached. */
const rows = readFileSync(new URL('../../golden/transactions-verdicts.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [wrong = '', level = '', states = '', depth = '', found = ''] = line.split('\t')
    return { wrong, level, states, depth, found }
  })

/** Reached wherever something can happen at all; where one is not, what holds would hold of nothing. */
const ALWAYS = ['TransactionVisible', 'AbortedPassed']
/** What says the same as another of every model without offsets. */
const ELSEWHERE = ['LastStableCanMove', 'OffsetsWithOutput']

describe('transactions, exhausted', () => {
  it('each thing that goes wrong is in the table', () => {
    expect([...new Set(rows.map(({ wrong }) => wrong))]).toEqual(Object.keys(DISORDER))
  })

  it.each(rows)('$wrong, $level', async ({ wrong, level, states, depth, found }) => {
    const names = TRANSACTIONS_PROPERTY_NAMES.filter((name) => !ELSEWHERE.includes(name))
    const model = transactions({ ...defaultOptions, ...DISORDER[wrong], level: level as Level }, (view) =>
      transactionsProperties(names, view),
    ) as Model
    const result = await exploreHere(model, { workers: 1, maxMemory: 2 ** 30, rangeChecks: false })
    expect([result.exhausted, String(result.distinct), String(result.depth)]).toEqual([true, states, depth])
    const shown = result.properties.flatMap(({ name, path }) =>
      path === undefined || ALWAYS.includes(name) ? [] : [`${name}@${path.steps.length}`],
    )
    expect(shown.join(' ')).toBe(found)
    const reached = result.properties.flatMap(({ name, verdict }) => (ALWAYS.includes(name) && verdict === 'holds' ? [name] : []))
    // Who reads what is not committed passes nothing that is aborted.
    expect(reached).toEqual(DISORDER[wrong]?.isolation === 'read_uncommitted' ? ALWAYS.slice(0, 1) : ALWAYS)
  })
})
