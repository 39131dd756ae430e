/** The broadest regression test of the model: every claim decided, as the catalogue and its page say. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { CLAIMS } from '../../claims/index.ts'
import { claimsDocs } from '../../reports/claims/docs.ts'
import { type ClaimRow, claimsVerdict, runClaims } from '../../questions/claims.ts'
import { entryOf } from '../catalogue/manifest.ts'
import { ROOT } from '../cli/run.ts'

const all = CLAIMS.flatMap((claim) => claim.entries.map((entry) => ({ claim, entry })))
const limits = { maxMemory: 2 ** 32, maxSeconds: undefined, signal: new AbortController().signal }

describe('the claims', () => {
  let rows: readonly ClaimRow[] = []
  beforeAll(async () => {
    rows = await runClaims(all, { ...limits, workers: availableParallelism() })
  })

  it('are all decided as the catalogue says', () => {
    const wrong = rows
      .filter((row) => !row.isAsExpected)
      .map(({ entry, verdict, steps, astray }) => ({ id: entry.id, expected: entry.expected, verdict, steps, astray }))
    expect(wrong).toEqual([])
    expect(claimsVerdict(rows, all.length)).toBe('holds')
    expect(rows.map((row) => row.entry.id)).toEqual(all.map(({ entry }) => entry.id))
  })

  it('count what the catalogue counted', () => {
    const counts = rows.map(({ entry, property }) => {
      const { distinct, depth } = property.run.result
      return { id: `claim/${entry.id}`, counts: { distinct, depth } }
    })
    expect(counts).toEqual(rows.map(({ entry }) => ({ id: `claim/${entry.id}`, counts: entryOf(`claim/${entry.id}`).counts })))
  })

  it('have seen every state wherever something is proved', () => {
    const cut = rows.filter(({ verdict, check }) => verdict !== 'violated' && !check.runs.every((run) => run.result.exhausted))
    expect(cut.map((row) => row.entry.id)).toEqual([])
  })

  it('are told by docs/claims.md', () => {
    const page = readFileSync(join(ROOT, 'docs/claims.md'), 'utf8').split('\n')
    const now = claimsDocs(rows).split('\n')
    const at = now.findIndex((line, i) => line !== page[i])
    const differs = at >= 0 || now.length !== page.length
    const lines = (of: readonly string[]) => of.slice(Math.max(0, at), Math.max(0, at) + 3).join('\n')
    expect(
      differs ? `docs/claims.md is not current at line ${at + 1}; run npm run claims -- --write-docs\n${lines(page)}` : 'current',
      lines(now),
    ).toBe('current')
  })
})
