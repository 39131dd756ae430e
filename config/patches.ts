/**
 * What a patch release repaired and no column of `validate` has: said of a release that has it still. Of each line the first patch without
 * it; lines that were never repaired are not here, because no other patch of theirs is better.
 */
interface Repair {
  readonly ticket: string
  readonly what: string
  /** What of it the model has; nothing unless said. */
  readonly has?: string
  /** By line. */
  readonly repairedIn: Readonly<Record<string, number>>
}

const REPAIRS: readonly Repair[] = [
  {
    ticket: 'KAFKA-18991 and KAFKA-18723',
    what: 'a reply to a fetch that comes late may cut off or overwrite records that were acknowledged',
    has: 'which the model has with check --late-replies alone',
    repairedIn: { '3.9': 1, '4.0': 1 },
  },
  {
    ticket: 'KAFKA-16234',
    what: 'a partition whose log directory failed may be made anew, empty, in another',
    repairedIn: { '3.7': 1 },
  },
  {
    ticket: 'KAFKA-15375',
    what: 'a broker on KRaft that did not stop cleanly may be taken for one that did',
    repairedIn: { '3.5': 2 },
  },
]

/** Of a release as it is given with its patch: notes. */
export function unrepaired(given: string): string[] {
  const [, line = '', patch] = /^v?(\d{1,4}\.\d{1,6})\.(\d{1,6})/.exec(given.trim()) ?? []
  return REPAIRS.flatMap(({ ticket, what, has = 'which the model has not', repairedIn }) => {
    const first = repairedIn[line]
    if (patch === undefined || first === undefined || Number(patch) >= first) return []
    return [`Kafka ${line}.${patch} has ${ticket}, ${has}: ${what}; ${line}.${first} is repaired`]
  })
}
