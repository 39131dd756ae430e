/** What was broken when somebody last accepted it: a later run fails only on what is worse. */
import * as v from 'valibot'
import { ConfigError } from '../config/index.ts'
import { FlagError } from '../text/flag-error.ts'
import { type Assumption, byCode, type Cell, type Validation } from './result.ts'

/** What a baseline has broken of a topic, by design or by the code alone. */
export interface Baseline {
  readonly file: string
  readonly has: (
    topic: string,
    cell: Pick<Cell, 'guarantee' | 'envelope' | 'faults' | 'code'>,
    assuming: Assumption | undefined,
    byCodeAlone: boolean,
  ) => boolean
}

const cell = v.object({
  guarantee: v.string(),
  envelope: v.string(),
  verdict: v.string(),
  faults: v.optional(v.record(v.string(), v.number())),
  code: v.optional(v.object({ verdict: v.string(), faults: v.optional(v.record(v.string(), v.number())) })),
})

/** A part of `validate --json`, so that its whole output is a baseline too. */
const schema = v.object({
  schema: v.literal(1),
  command: v.literal('validate'),
  level: v.picklist(['quick', 'thorough']),
  subjects: v.array(
    v.object({
      topics: v.array(v.string()),
      assuming: v.optional(v.object({ key: v.string(), value: v.string() })),
      head: v.object({ cells: v.array(cell) }),
    }),
  ),
})

type Saved = v.InferOutput<typeof schema>

/** @throws ConfigError when the text is none; FlagError when it is of other bounds than the run. */
export function readBaseline(file: string, text: string, level: Validation['level']): Baseline {
  const { success, output } = v.safeParse(schema, parsed(text))
  if (!success)
    throw new ConfigError('it is no baseline: --write-baseline and validate --json write one', { file, line: 0, column: 0 })
  if (output.level !== level) throw new FlagError(`--baseline ${file} is of --${output.level}, and this run of --${level}`)
  const broken = new Map<string, { readonly by: 'design' | 'code'; readonly faults: number | undefined }>()
  for (const { topics, assuming, head } of output.subjects)
    for (const one of head.cells) {
      const isByDesign = one.verdict === 'refuted' || one.verdict === 'vacuous'
      if (!isByDesign && one.code?.verdict !== 'refuted') continue
      for (const topic of topics.length === 0 ? [''] : topics)
        broken.set(keyOf(topic, one, assuming), {
          by: isByDesign ? 'design' : 'code',
          faults: faultsOf(isByDesign ? one.faults : one.code?.faults),
        })
    }
  return {
    file,
    // What broke it by design broke it by the code too. What takes fewer faults now is worse, where both have their number.
    has: (topic, of, assuming, byCodeAlone) => {
      const found = broken.get(keyOf(topic, of, assuming))
      if (found === undefined || (found.by === 'code' && !byCodeAlone)) return false
      const now = faultsOf(byCodeAlone ? of.code?.faults : of.faults)
      return found.faults === undefined || now === undefined || now >= found.faults
    },
  }
}

/** How many faults the shortest run has. */
const faultsOf = (faults: Readonly<Record<string, number>> | undefined): number | undefined =>
  faults === undefined ? undefined : Object.values(faults).reduce((sum, count) => sum + count, 0)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const keyOf = (
  topic: string,
  { guarantee, envelope }: Pick<Cell, 'guarantee' | 'envelope'>,
  assuming: Assumption | undefined,
): string => JSON.stringify([topic, guarantee, envelope, assuming?.key, assuming?.value])

/** What is to be kept of a validation: what it comes to, topic by topic, in an order that does not change by itself. */
export function baselineOf({ level, subjects }: Validation): Saved {
  const kept = (of: Cell): v.InferOutput<typeof cell> => ({
    guarantee: of.guarantee,
    envelope: of.envelope,
    verdict: of.verdict,
    ...(of.faults !== undefined && { faults: of.faults }),
    ...(of.code !== undefined && {
      code: { verdict: byCode(of) ?? of.code.verdict, ...(of.code.faults !== undefined && { faults: of.code.faults }) },
    }),
  })
  const name = ({ topics }: { readonly topics: readonly string[] }): string => topics.join('\n')
  return {
    schema: 1,
    command: 'validate',
    level,
    subjects: subjects
      .map(({ topics, assuming, head }) => ({
        topics: topics.toSorted(),
        ...(assuming !== undefined && { assuming }),
        head: { cells: head.cells.map(kept) },
      }))
      .toSorted((a, b) => (name(a) < name(b) ? -1 : 1)),
  }
}
