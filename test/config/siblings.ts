/** Rows of files as people have them, each with what it comes to and why, and the test that each row is. */
import { describe, expect, it } from 'vitest'
import { type Came, cameTo } from './subjects-of.ts'

interface Expected extends Partial<Came> {
  /** Something that is said, among other things. */
  readonly says?: string
}
export type Row = readonly [name: string, why: string, files: Readonly<Record<string, string>>, expected: Expected]

export const any = (values: Readonly<Record<string, string>>) => ({ subjects: { 'any topic': values } })
export const RF = 'replication.factor'
export const MIN = 'min.insync.replicas'
export const UNCLEAN = 'unclean.leader.election.enable'
export const ACKS = 'acks'
/** What Connect gives its clients. */
export const OF_CONNECT = {
  [ACKS]: 'all vendor',
  'enable.idempotence': 'false vendor',
  'max.in.flight.requests.per.connection': '1 vendor',
  'auto.offset.reset': 'earliest vendor',
  'enable.auto.commit': 'false vendor',
}
/** What Streams gives its clients. */
export const OF_STREAMS = { 'auto.offset.reset': 'earliest vendor', 'enable.auto.commit': 'false vendor' }
export const EXACTLY_ONCE = { [ACKS]: 'all vendor', 'enable.idempotence': 'true vendor', ...OF_STREAMS }
export const TO_WEST = { ...OF_CONNECT, [ACKS]: '1 producer' }
export const noFormat = (file: string) => ({
  refused: `${file}:1:1: is in no format that is read; expected a .properties file, a listing of Kafka’s tools, a plan of Terraform, YAML of Kubernetes, Compose or Helm, or another of the formats in docs/config.md`,
})
export const template = (at: string) => ({
  refused: `${at}: is a template ({{ … }} or {% … %}), not a .properties file: give what it renders to`,
})
export const lines = (...given: readonly string[]): string => `${given.join('\n')}\n`

/** Each row comes to what it says. */
export const siblings = (kinds: readonly (readonly [kind: string, rows: readonly Row[]])[]): void => {
  describe.each(kinds)('%s', (_kind, rows) => {
    it.each(rows)('%s: %s', (_name, _why, files, { says, ...expected }) => {
      const came = cameTo(files)
      expect({ ...came, ...expected }).toEqual(came)
      if (says !== undefined) expect(came.said).toContain(says)
    })
  })
}
