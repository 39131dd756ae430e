/**
 * What a broker has written of itself (`server.log`, in the layout that Kafka comes with): its starts and ends, and what it cut of a log.
 * Times are those of the broker's clock, in a zone that no line says, so they stand beside the records and decide nothing.
 */

/** Something a broker has said. */
export interface BrokerLine {
  /** As it is written, such as `2026-11-26 08:11:37,107`. */
  readonly time: string
  readonly what: string
  /** Such as `orders-0`, of what is about one partition. */
  readonly partition: string | undefined
  /** The broker that the line names. */
  readonly named: number | undefined
}

interface ServerLog {
  /** The brokers that lines name: that of the log, or several whose logs are in one. */
  readonly brokers: readonly number[]
  readonly lines: readonly BrokerLine[]
}

const LINE = /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[,.]\d{3})\] (?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) (.*)$/
const BROKER = /\[BrokerServer id=(\d+)\]|\[ReplicaManager broker=(\d+)\]|\[ReplicaFetcher replicaId=(\d+)/
/** How far a log may begin with what Java says before Kafka does. */
const FIRST_LINES = 50

/** `BrokerServer`, `LogManager#loadLogs` and `ReplicaFetcherThread#truncate` of 3.3 to 4.4. */
const SAYINGS: readonly { readonly as: RegExp; readonly says: string; readonly isOfPartition?: boolean }[] = [
  { as: /^\[BrokerServer id=\d+\] Transition from STARTING to STARTED/, says: 'it has started' },
  { as: /^\[BrokerServer id=\d+\] Transition from STARTED to SHUTTING_DOWN/, says: 'it begins to stop in order' },
  { as: /^\[BrokerServer id=\d+\] Transition from SHUTTING_DOWN to SHUTDOWN/, says: 'it has stopped in order' },
  { as: /since clean shutdown file was found/, says: 'it starts, and had stopped in order' },
  {
    as: /since no clean shutdown file was found/,
    says: 'it starts, and had not stopped in order: a kill, a crash, a loss of power',
  },
  {
    as: /Truncating partition (\S+) with TruncationState\(offset=(\d+)/,
    says: 'it cuts its log to offset $2',
    isOfPartition: true,
  },
]

/** Reads them; undefined where no line is of such a log. */
export function readServerLog(text: string): ServerLog | undefined {
  const all = text.split('\n')
  if (!all.slice(0, FIRST_LINES).some((line) => LINE.test(line))) return undefined
  const lines: BrokerLine[] = []
  const brokers = new Set<number>()
  for (const line of all) {
    const [, time = '', message] = LINE.exec(line) ?? []
    if (message === undefined) continue
    const id = BROKER.exec(message)
      ?.slice(1)
      .find((found) => found !== undefined)
    const named = id === undefined ? undefined : Number(id)
    if (named !== undefined) brokers.add(named)
    for (const { as, says, isOfPartition } of SAYINGS) {
      const found = as.exec(message)
      if (found === null) continue
      const partition = isOfPartition === true ? found[1] : undefined
      lines.push({ time, what: says.replace('$2', found[2] ?? ''), partition, named })
      break
    }
  }
  return { brokers: [...brokers], lines }
}
