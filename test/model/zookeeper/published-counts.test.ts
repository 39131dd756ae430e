/**
 * The smallest of the state graphs that TLC counted over the published modules (golden/published-counts.tsv), by the reference checker.
 * The search has all of them, by `check`: test/cli/published-counts.searches.test.ts.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { referenceCheck } from '../../../checker/oracle/reference.ts'
import { PROTOCOLS, zookeeper } from '../../../model/zookeeper/index.ts'
import { options } from './walk.ts'

const rows = readFileSync(new URL('../../golden/published-counts.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'))

describe('the reference checker has the counts TLC has', () => {
  it.each(PROTOCOLS)('%s, 2 replicas, log size 1, max epoch 2', (protocol) => {
    const row = rows.find(([name, ...bounds]) => name === protocol && bounds.slice(0, 4).join(' ') === '2 1 1 2')
    const model = zookeeper(options(protocol, { logSize: 1, records: 1 }))
    expect(referenceCheck(model)).toMatchObject({ distinct: Number(row?.[5]), depth: Number(row?.[6]) })
  })
})
