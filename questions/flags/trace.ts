/** Which flags of `trace` go together: none is passed over. */
import { FlagError } from '../../text/flag-error.ts'

export const TRACE_FORMATS = ['text', 'mermaid', 'html', 'itf', 'json'] as const
export type TraceFormat = (typeof TRACE_FORMATS)[number]

interface Shown {
  readonly json: boolean
  readonly format?: TraceFormat
  readonly quiet: boolean
  readonly out?: string
  readonly all: boolean
  readonly extend?: number
  readonly seed?: number
  readonly evidence?: string
}

/** What only some formats have room for. */
const SHOWN_IN = { all: ['text'], evidence: ['text', 'html'], extend: ['text', 'json'] } as const satisfies Readonly<
  Record<string, readonly TraceFormat[]>
>

/** The format that flags ask for. @throws FlagError for what would not be shown. */
export function formatOf(flags: Shown): TraceFormat {
  const isGiven = (flag: keyof Shown): boolean => flags[flag] !== undefined && flags[flag] !== false
  if (flags.json && flags.format !== undefined && flags.format !== 'json')
    throw new FlagError(`--json and --format ${flags.format} contradict each other`)
  const format = flags.json ? 'json' : (flags.format ?? 'text')
  for (const flag of ['all', 'evidence', 'extend'] as const) {
    const formats: readonly TraceFormat[] = SHOWN_IN[flag]
    if (isGiven(flag) && !formats.includes(format))
      throw new FlagError(`--${flag} is for --format ${formats.join(' or ')}; ${format} has no room for it`)
  }
  if (isGiven('seed') && !isGiven('extend')) throw new FlagError('--seed is for --extend')
  const unseen = (['format', 'json', 'all', 'extend', 'evidence'] as const).find(isGiven)
  if (flags.quiet && flags.out === undefined && unseen !== undefined)
    throw new FlagError(`--quiet shows nothing of the trace; --${unseen} contradicts it`)
  return format
}
