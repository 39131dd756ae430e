/** Every rule of the model of transactions off in turn, at two protocols. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mutantsOf } from '../../../checker/oracle/mutate.ts'
import { exploreHere } from '../../../checker/search/explore.ts'
import type { Model } from '../../../checker/model.ts'
import { transactionsPromises, transactionsProperties } from '../../../invariants/transactions/catalogue.ts'
import { defaultOptions, transactions, type TransactionsOptions } from '../../../model/transactions/index.ts'
import { SWITCH_NAMES, type SwitchName } from '../../../model/transactions/switches.ts'

/** Two producers; one request arrives late, one transaction times out, the coordinator moves once. */
const PROTOCOLS = {
  verify: { ...defaultOptions, level: 'verify', instances: 2, lateKinds: ['produce'] },
  'tv2-marker': { ...defaultOptions, level: 'tv2-marker', instances: 2, lateKinds: ['produce', 'end-txn', 'marker'] },
} as const satisfies Readonly<Record<string, TransactionsOptions>>
type Protocol = keyof typeof PROTOCOLS

const build = (options: TransactionsOptions & { readonly off?: SwitchName }): Model =>
  transactions(options, (view) => transactionsProperties(transactionsPromises(), view)) as Model

const LIMITS = { workers: 1, maxMemory: 2 ** 31, rangeChecks: false } as const

interface Row {
  readonly rule: string
  /** As docs/transactions.md calls it. */
  readonly title: string
  /** By protocol: `Property@steps`; `redundant STATES: why`, or `=` for as many as with the rule; `-` where the rule does not exist. */
  readonly found: Readonly<Record<Protocol, string>>
}

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

const rows: readonly Row[] = read('test/golden/transactions-mutations.tsv')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [rule = '', title = '', verify = '', marker = ''] = line.split('\t')
    return { rule, title, found: { verify, 'tv2-marker': marker } }
  })

const cases = (Object.keys(PROTOCOLS) as Protocol[]).flatMap((protocol) =>
  rows.flatMap(({ rule, found }) => (found[protocol] === '-' ? [] : [{ protocol, rule, found: found[protocol] }])),
)

describe('the rules of the model of transactions', () => {
  it.each(Object.keys(PROTOCOLS) as Protocol[])('are all in the table, %s', (protocol) => {
    const rules = mutantsOf(build(PROTOCOLS[protocol])).map((m) => (m.kind === 'switch' ? m.name : `${m.action}: ${m.guard}`))
    expect(rows.filter(({ found }) => found[protocol] !== '-').map(({ rule }) => rule)).toEqual(rules)
  })

  it('are told in docs/transactions.md', () => {
    const told = read('docs/transactions.md')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
    for (const { title, found } of rows) {
      const row = told.find(([, name]) => name === title)
      expect([title, row?.slice(2, 4)]).toEqual([title, [found.verify, found['tv2-marker']].map(inDocs)])
    }
  })

  it.each(cases)('$protocol, $rule: $found', async ({ protocol, rule, found }) => {
    const off = SWITCH_NAMES.find((name) => name === rule)
    const [action = '', guard = ''] = rule.split(': ')
    // What is plain is tried with one producer.
    const isPlain = found.startsWith('redundant =')
    const options: TransactionsOptions = { ...PROTOCOLS[protocol], ...(isPlain && { instances: 1 }) }
    const model = build({ ...options, ...(off !== undefined && { off }) })
    const result = await exploreHere(model, {
      ...LIMITS,
      first: true,
      off: off === undefined ? { action, guard } : undefined,
    })
    const broken = result.properties
      .filter(({ kind, verdict }) => verdict === 'violated' && kind !== 'witness')
      .map(({ name, path }) => `${name}@${path?.steps.length ?? ''}`)
    const [, told] = /^redundant (\d+|=): ./.exec(found) ?? []
    const states = told === '=' ? String((await exploreHere(build(options), { ...LIMITS, first: false })).distinct) : told
    if (states === undefined) expect(broken.join(' ')).toBe(found)
    else expect([broken, result.exhausted, String(result.distinct)]).toEqual([[], true, states])
  })
})

describe('the last stable offset waits for the replication of a marker', () => {
  const options: TransactionsOptions = {
    ...defaultOptions,
    late: 0,
    timeouts: 0,
    moves: 0,
    partitions: 1,
    leaderChanges: 1,
    transactions: 1,
  }
  const broken = async (more: Partial<TransactionsOptions>, off: readonly SwitchName[]) => {
    const model = build({ ...options, ...more, broken: off })
    const { exhausted, properties } = await exploreHere(model, { workers: 1, maxMemory: 2 ** 29, rangeChecks: false })
    const found = properties.filter(({ kind, verdict }) => verdict === 'violated' && kind !== 'witness')
    return [exhausted, found.map(({ name, path }) => `${name}@${path?.steps.length ?? ''}`).join(' ')]
  }

  it('redundant while the coordinator keeps its log', async () => {
    expect(await broken({ transactions: 2, leaderChanges: 2 }, ['waitsForMarker'])).toEqual([true, ''])
  })

  it('and else what a reader has seen is no longer committed', async () => {
    const losses = { data: 0, offsets: 0, coordinator: 1 }
    const others = 'NoHanging@5 CommittedReadsRepeatable@11 NoPhantom@7'
    expect(await broken({ losses }, ['waitsForMarker'])).toEqual([true, `CommittedKept@9 ${others}`])
    expect(await broken({ losses }, [])).toEqual([true, `CommittedKept@9 ${others.replace(' CommittedReadsRepeatable@11', '')}`])
  })
})

/** `ZombieOut in 7, NoPhantom in 6`; `redundant: why`. */
function inDocs(found: string): string {
  if (found === '-') return 'does not exist'
  return found
    .replace(/^redundant [\d=]+/, 'redundant')
    .replaceAll('@', ' in ')
    .replaceAll(/(\d) (?=[A-Z])/g, '$1, ')
}
