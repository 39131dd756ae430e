import { CURRENT_VERSION, KAFKA_VERSIONS, type KafkaVersion } from '../model/kraft/versions.ts'

/** Releases that files are told apart by: 3.9.1 and 4.0.1 differ from the first of their lines in late replies alone, which are not asked of files. */
export const TOLD_APART: readonly KafkaVersion[] = KAFKA_VERSIONS.filter((version) => version !== '3.9.1' && version !== '4.0.1')

/** What a version in a file means to the model. */
export interface ReadVersion {
  readonly version: KafkaVersion
  /** Newer than the newest release the model knows. */
  readonly newer: boolean
}

/** `4.1.1`, `3.9.0`, `4.1-IV0`, `0.10.2.1`: the newest release known that is not above it. Undefined when it is no version, or older. */
export function kafkaVersionOf(text: string): ReadVersion | undefined {
  const [, numbers] = /^v?(\d{1,4}(?:\.\d{1,6}){1,3})(?:-(?:IV\d{1,3}|SNAPSHOT|rc\d{1,3}))?$/i.exec(text.trim()) ?? []
  if (numbers === undefined) return undefined
  const given = numbers.split('.').map(Number)
  const version = TOLD_APART.findLast((known) => compare(known.split('.').map(Number), given) <= 0)
  if (version === undefined) return undefined
  const current = CURRENT_VERSION.split('.').map(Number)
  return { version, newer: compare(given.slice(0, current.length), current) > 0 }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The newest of several releases, and the first that is newer than it. Undefined when none is known. */
export function newestOf(
  texts: readonly string[],
): { readonly version: KafkaVersion; readonly below: KafkaVersion | undefined } | undefined {
  const known = texts.flatMap((text) => kafkaVersionOf(text)?.version ?? [])
  const version = TOLD_APART.findLast((one) => known.includes(one))
  if (version === undefined) return undefined
  const line = version.split('.').slice(0, 2).join('.')
  const below = TOLD_APART.slice(TOLD_APART.indexOf(version) + 1).find((one) => one !== line && !one.startsWith(`${line}.`))
  return { version, below }
}
