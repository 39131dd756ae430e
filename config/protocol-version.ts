/**
 * metadata.version and inter.broker.protocol.version come in steps within a release (`3.3-IV0` to `3.3-IV3`), and a rule that needs the
 * third is off before it.
 */
import { TOLD_APART } from './kafka-version.ts'
import type { KafkaVersion } from '../model/kraft/versions.ts'

/** The step of a release from which on it has all rules that its rows ask for (`MetadataVersion`, read on 2026-11-26). */
const FIRST_WITH_RULES: Partial<Record<KafkaVersion, number>> = {
  // KIP-101
  '0.11.0': 2,
  // KIP-320
  '2.1': 1,
  // KIP-595 and, a step later, KIP-497
  '2.7': 2,
  // KIP-841
  '3.3': 3,
  // KIP-903
  '3.5': 1,
}

/** The release whose rules a protocol version brings, of the one that it names. */
export function rulesOf(named: KafkaVersion, given: string): KafkaVersion {
  const [, step] = /-IV(\d{1,3})$/i.exec(given.trim()) ?? []
  const first = FIRST_WITH_RULES[named]
  if (step === undefined || first === undefined || Number(step) >= first) return named
  const line = named.split('.').slice(0, 2).join('.')
  return TOLD_APART.findLast((one, i) => i < TOLD_APART.indexOf(named) && !one.startsWith(line)) ?? named
}
