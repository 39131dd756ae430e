/** The flags of `explain`: what is asked of a cluster's records. */
import type { KafkaVersion } from '../../model/kraft/versions.ts'
import { FlagError } from '../../text/flag-error.ts'
import type { Bound } from '../explain-inputs.ts'
import { type Flag, keyValue, several, wholeNumber } from './flag.ts'
import { release } from './kraft.ts'

export interface RecordsFlags {
  readonly replica?: readonly string[]
  readonly topic?: string
  readonly partition?: number
  readonly from?: Bound
  readonly to?: Bound
  readonly kafkaVersion?: KafkaVersion
  readonly set?: Readonly<Record<string, string>>
  readonly kafka?: string
  readonly maxStates: number
}

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/

/** An offset of the metadata log, or a time. */
function bound(text: string): Bound {
  if (/^\d+$/.test(text)) return { offset: Number(text) }
  // A time without a zone is another one on another machine.
  const time = TIME.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(time)) throw new FlagError('It must be an offset, or a time with its zone, such as 2026-11-26T04:44:09Z.')
  return { time }
}

/** Distinct states of one search, when no flag says how many. */
export const MOST_STATES = 2_000_000

export const recordsFlags: readonly Flag[] = [
  {
    flag: '--replica <id=file>',
    help: 'of which broker a dump of the partition is, where its path does not say; may be repeated',
    read: several,
  },
  { flag: '--topic <name>', help: 'the topic, where the metadata log has several' },
  { flag: '--partition <n>', help: 'the partition, where the topic has several', read: wholeNumber(0) },
  { flag: '--from <bound>', help: 'where the story begins: an offset of the metadata log, or a time', read: bound },
  { flag: '--to <bound>', help: 'where it ends: an offset of the metadata log, or a time', read: bound },
  {
    flag: '--kafka-version <version>',
    help: 'the release whose rules hold (default: as metadata.version says)',
    read: release,
  },
  {
    flag: '--set <key=value>',
    help: 'a setting that stands in no record, such as acks=1 or min.insync.replicas=2; may be repeated',
    read: keyValue,
  },
  { flag: '--kafka <version>', help: 'for .log files: the Kafka whose kafka-dump-log reads them, as for confirm' },
  {
    flag: '--max-states <n>',
    help: 'end a search beyond this many distinct states',
    read: wholeNumber(1),
    standard: MOST_STATES,
  },
]

/** The files to read, and of which broker each is where a flag says so. @throws FlagError. */
export function filesNamed(
  files: readonly string[],
  { replica = [] }: Pick<RecordsFlags, 'replica'>,
): readonly { readonly name: string; readonly broker: number | undefined }[] {
  const named = replica.map((text) => {
    const [, id, name] = /^(\d+)=(.+)$/s.exec(text) ?? []
    if (id === undefined || name === undefined) throw new FlagError(`--replica ${text}: it must be ID=FILE, as in 1=broker1.txt`)
    return { name, broker: Number(id) }
  })
  const others = files.filter((name) => named.every((other) => other.name !== name))
  return [...others.map((name) => ({ name, broker: undefined })), ...named]
}
