/** The catalogue of claims as data: complete, well formed, and each entry the same question as its command. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { type Claim, CLAIMS, judgementOf, wordsOf } from '../../claims/index.ts'
import { addCheck, type CheckFlags } from '../../cli/check-flags.ts'
import { planFromFlags } from '../../questions/flags/kraft-plan.ts'
import { planFromTransactionsFlags } from '../../questions/flags/transactions.ts'
import { TRANSACTIONS_PROPERTY_NAMES } from '../../invariants/transactions/catalogue.ts'
import { isOfTransactions } from '../../claims/claim.ts'
import { specOf } from '../../questions/claim-spec.ts'
import { namesOf } from '../../questions/flags/flag.ts'
import { KRAFT_PROPERTY_NAMES } from '../../questions/spec.ts'
import { programOf } from '../../reports/program.ts'
import { ROOT } from '../cli/run.ts'

/** What people say, by topic; none of it may go missing. */
const IDS = `hw-is-min-isr-leo below-hw-survives above-hw-lost stage3-lost consumers-never-see-loss never-uncommitted offset-reuse
  old-leader-truncates-to-hw clean-election-no-loss no-isr-means-wait unclean-loses-tail single-isr-then-failover acks0-loss acks1-loss
  acks1-needs-a-crash acks-all-min1-is-acks1 acks-all-waits-for-min rf3-min2-all-survives-one rf3-min2-survives-two
  rf3-min2-writable-with-two-down min-isr-equals-rf rf1 retry-without-idempotence idempotence-dedupes-after-failover leader-mid-replication
  split-brain-acks1 split-brain-acks-all one-leader-per-epoch two-leaders-at-once hw-monotonic-leader hw-monotonic-partition
  leader-always-in-isr isr-by-lag controller-adds-to-isr unclean-isr unclean-off-never-lossy elr-tolerates follower-reads-stale
  read-your-writes monotonic-reads offsets-topic-rf1 profile-critical profile-throughput profile-balanced rc-only-committed rc-waits-lso
  rc-abcd rc-default txn-same-moment txn-exactly-once profile-eos zombie-fenced timeout-frees unclean-eos kip890-fixes txn-log-rf1
  elr-makes-disks-replaceable survives-rf-minus-1 one-at-a-time-is-enough defaults-are-safe vendor-defaults-lose-nothing
  offline-alert-before-every-loss under-replicated-alert-in-time two-zones replication-survives-power-cut auto-commit-at-least-once
  rf5-min3-writable-with-two-down rollback-file-is-safe switching-elr-off-is-safe switching-elr-on-is-safe advice-against-f1 advice-against-f2 advice-against-r1 advice-against-r3 advice-against-f10
  advice-against-x1 advice-against-x2 advice-against-s1 advice-against-d1`.split(/\s+/)

const entries = CLAIMS.flatMap((claim) => claim.entries)

async function specOfWords(words: readonly string[]) {
  let flags: CheckFlags | undefined
  const program = new Command().exitOverride()
  addCheck(program, programOf('', 'npm script'), async (_, given) => {
    flags = given
  })
  await program.parseAsync(['check', ...words], { from: 'user' })
  if (flags === undefined) throw new Error('check was not run')
  const asked = flags.invariants ?? 'none'
  const plan =
    flags.model === 'transactions'
      ? planFromTransactionsFlags(flags, namesOf(TRANSACTIONS_PROPERTY_NAMES)(asked))
      : planFromFlags(flags, namesOf(KRAFT_PROPERTY_NAMES)(asked))
  return { specs: plan.searches.map(({ spec }) => spec), first: flags.first }
}

describe('the catalogue of claims', () => {
  it('has every claim, once', () => {
    expect(CLAIMS.map((claim) => claim.id).toSorted()).toEqual(IDS.toSorted())
  })

  it('has as many as the README says', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`[all ${CLAIMS.length} of them](docs/claims.md)`)
  })

  it('saves every run in a file of its own', () => {
    expect(new Set(entries.map((entry) => entry.id.replaceAll('/', '-'))).size).toBe(entries.length)
  })

  it('names every entry once, after its claim', () => {
    expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length)
    for (const claim of CLAIMS)
      for (const { id } of claim.entries)
        expect(claim.entries.length === 1 ? id === claim.id : id.startsWith(`${claim.id}/`), id).toBe(true)
  })

  it('speaks in sentences', () => {
    for (const { sentence, verdict } of CLAIMS) for (const text of [sentence, verdict]) expect(text).toMatch(/^\S.*\.$/)
    for (const { condition, why } of entries) {
      expect(condition).not.toMatch(/\.$/)
      expect(why).toMatch(/^\S.*\.$/)
    }
  })

  it('says for or against every sentence with at least one entry', () => {
    for (const { id, entries: own } of CLAIMS)
      expect(
        own.some((entry) => entry.bears !== 'contrast'),
        id,
      ).toBe(true)
  })

  it('proves no promise about records of nothing', () => {
    const aboutRecords =
      /^(Acked|RepeatableRead|Acks|NoDuplicate|OrderPreserved|CommittedOffset|NoUncommittedRead|AckNeeds|HighWatermarkWithin)/
    for (const { id, property, expected, alongside } of entries)
      if (expected.verdict === 'holds' && aboutRecords.test(property)) expect(alongside, id).toContain('RecordAcknowledged')
  })

  it('says any faults only where every kind that it speaks of may happen', () => {
    const intact = ['kills', 'cleanStops', 'fencings', 'isrShrinks', 'elections'] as const
    for (const entry of entries) {
      if (isOfTransactions(entry)) continue
      const { id, condition, faults } = entry
      if (/\b(?:any|one) (?:one |two )?faults?\b/.test(condition))
        for (const kind of intact) expect(faults[kind] ?? 0, `${id}: ${kind}`).toBeGreaterThan(0)
    }
  })

  it('asks for nothing beside what ends early', () => {
    for (const { id, expected, alongside } of entries) if (expected.verdict === 'violated') expect(alongside, id).toBeUndefined()
  })

  it.each(entries.map((entry) => [wordsOf(entry).join(' '), entry] as const))('%s asks the same question', async (_, entry) => {
    const { specs, first } = await specOfWords(wordsOf(entry))
    expect(specs).toEqual([specOf(entry)])
    expect(first).toBe(entry.expected.verdict === 'violated' && !entry.property.endsWith('Possible'))
  })

  it.each([
    [['confirms', 'contrast'], 'holds'],
    [['refutes', 'contrast'], 'refuted'],
    [['confirms', 'refutes'], 'imprecise'],
  ] as const)('judges %j as %s', (bears, judgement) => {
    const [first] = CLAIMS
    if (first === undefined) throw new Error('the catalogue is empty')
    const own = bears.map((bear) => ({ ...first.entries[0], bears: bear })) as unknown as Claim['entries']
    expect(judgementOf({ ...first, entries: own })).toBe(judgement)
  })
})
