/** Where a search keeps its states. */
import { FlagError } from '../../text/flag-error.ts'
import { type Flag, oneOf } from './flag.ts'

const ENGINES = ['memory', 'spark'] as const

export interface EngineFlags {
  readonly engine: (typeof ENGINES)[number]
  readonly master?: string
}

export const engineFlags: readonly Flag[] = [
  {
    flag: '--engine <name>',
    help: 'where states are kept: memory; or spark, for more than fits there: as Parquet, by an engine on this machine or a cluster',
    read: oneOf(ENGINES),
    standard: 'memory',
  },
  {
    flag: '--master <url>',
    help: 'with --engine spark, the Spark 4 cluster that searches, as sc://HOST:PORT',
    read: sparkConnect,
  },
]

function sparkConnect(text: string): string {
  if (!/^sc:\/\/[^/?#\s]/.test(text)) throw new FlagError('It must be the address of Spark Connect, as in sc://HOST:PORT.')
  return text
}
