/** `tidemark.yaml`: what a project has written down for every run: defaults of flags, and what is accepted, why, and until when. */
import * as v from 'valibot'
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { ConfigError, type Place } from '../config/index.ts'
import type { Flag } from '../questions/flags/flag.ts'
import { FlagError } from '../text/flag-error.ts'
import { suggestion } from '../text/nearest.ts'
import { printable } from '../text/printable.ts'
import { ENVELOPES, GUARANTEES } from './guarantees.ts'

/** What may be broken, and why that is accepted. */
export interface Rule {
  /** Names and patterns of topics; all when there are none. */
  readonly topics: readonly string[]
  readonly guarantees: readonly string[]
  readonly envelopes: readonly string[]
  readonly reason: string
  /** The last day on which it counts, as `2026-12-31`. */
  readonly until: string
  readonly place: Place
}

export interface ProjectFile {
  readonly file: string
  /** Defaults of flags, as one would write them: `--strict`, `--envelope`, `kill,power`. */
  readonly words: readonly string[]
  readonly rules: readonly Rule[]
}

/** The words after `validate` with what the file says before them: what is said there stands above it. Acts are asked for as they are. */
export function wordsWith({ words }: ProjectFile, given: readonly string[]): readonly string[] {
  if (given.some((word) => /^--(?:restart|reassignment)\b/.test(word))) return given
  const other = new Map([
    ['--thorough', '--quick'],
    ['--quick', '--thorough'],
  ])
  return [...words.filter((word) => !given.some((one) => one === other.get(word))), ...given]
}

/**
 * Flags that are about one run: a file that gave them would answer for runs that nobody has asked for. Whoever has written the files that are
 * checked may have written this one: where a run writes, and whom it connects to with whose password, is not for it to say.
 */
const OF_ONE_RUN = new Set([
  'base',
  'head',
  'propose',
  'topic',
  'reassignment',
  'restart',
  'policy',
  'grace',
  'shard',
  'write-baseline',
  'out',
  'cache',
  'junit',
  'sarif',
  'html',
  'bootstrap-server',
  'command-config',
  'config',
  'json',
  'markdown',
  'help',
])

const day = v.pipe(
  v.string('must be a day such as 2026-12-31'),
  v.check(
    (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true,
    'must be a day such as 2026-12-31',
  ),
)
const reason = v.pipe(
  v.string('must be a sentence'),
  v.trim(),
  v.minLength(1, 'must say why'),
  v.maxLength(300, 'must be of at most 300 characters'),
)
const oneOf = (known: readonly string[], what: string) =>
  v.pipe(
    v.string(`must be ${what}s, in a list`),
    v.check(
      (name) => known.includes(name),
      ({ input }) => `${printable(input, 60)} is no ${what}${suggestion(input, known)}; there are ${known.join(', ')}`,
    ),
  )
const rule = v.strictObject({
  topics: v.optional(
    v.array(
      v.pipe(v.string('must be names and patterns of topics'), v.minLength(1, 'must be a name')),
      'must be a list of names and patterns of topics',
    ),
    [],
  ),
  guarantees: v.optional(
    v.array(
      oneOf(
        GUARANTEES.map(({ id }) => id),
        'guarantee',
      ),
      'must be a list of guarantees',
    ),
    [],
  ),
  envelopes: v.optional(
    v.array(
      oneOf(
        ENVELOPES.map(({ id }) => id),
        'envelope',
      ),
      'must be a list of envelopes',
    ),
    [],
  ),
  reason,
  until: day,
})
const value = v.union(
  [
    v.boolean(),
    v.number(),
    v.string(),
    v.array(v.string()),
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  ],
  'must be a value as the flag takes it',
)
const schema = v.strictObject({
  validate: v.optional(v.record(v.string(), value, 'must be flags with their values'), {}),
  ignore: v.optional(v.array(rule, 'must be a list of rules'), []),
})

/** @throws ConfigError with the line and column of what is wrong. */
export function readProjectFile(file: string, text: string, flags: readonly Flag[]): ProjectFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', stringKeys: true })
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const [wrong] = document.errors
  if (wrong !== undefined) throw new ConfigError(wrong.message.split('\n')[0] ?? 'is not YAML', at(wrong.pos[0]))
  /** The place of what a path names; of a key that should not be there its own. */
  const placeOf = (path: readonly (string | number)[], ofKey = false): Place => {
    const parent = path.length === 0 ? document.contents : document.getIn(path.slice(0, -1), true)
    const last = path.at(-1)
    if (ofKey && isMap(parent)) {
      const key = parent.items.map((pair) => pair.key).find((one) => isScalar(one) && one.value === last)
      if (isScalar(key)) return at(key.range?.[0] ?? 0)
    }
    const node = document.getIn(path, true) as Node | undefined
    if (node?.range === undefined || node.range === null) return path.length === 0 ? at(0) : placeOf(path.slice(0, -1))
    return at(node.range[0])
  }
  if (document.contents !== null && !isMap(document.contents))
    throw new ConfigError('must be a map with validate and ignore', at(0))
  const { success, output, issues } = v.safeParse(schema, document.toJS({ maxAliasCount: 20 }) ?? {})
  if (!success) {
    const [issue] = issues
    const path = (issue.path ?? []).map(({ key }) => key as string | number)
    const name = String(path.at(-1) ?? '')
    if (issue.type === 'strict_object' && issue.expected === 'never') {
      const known = path.length === 1 ? ['validate', 'ignore'] : ['topics', 'guarantees', 'envelopes', 'reason', 'until']
      throw new ConfigError(
        `has no key ${printable(name, 60)}${suggestion(name, known)}; it takes ${known.join(', ')}`,
        placeOf(path, true),
      )
    }
    const said = issue.type === 'strict_object' && issue.input === undefined ? `needs ${name}` : issue.message
    throw new ConfigError(
      `${said.startsWith('needs') || path.length === 0 ? '' : `${path.filter((p) => typeof p === 'string').join('.')} `}${said}`,
      placeOf(path),
    )
  }
  const words = Object.entries(output.validate).flatMap(([name, given]) => {
    try {
      return wordsOf(name, given, flags)
    } catch (error) {
      if (!(error instanceof FlagError)) throw error
      throw new ConfigError(`validate.${printable(name, 60)}: ${error.message}`, placeOf(['validate', name], true))
    }
  })
  const rules = output.ignore.map((one, i) => ({ ...one, place: placeOf(['ignore', i]) }))
  return { file, words, rules }
}

type Value = v.InferOutput<typeof value>

/** A flag as words of a command line, its value read once, so that what is wrong with it is said here. @throws FlagError. */
function wordsOf(name: string, given: Value, flags: readonly Flag[]): string[] {
  const named = new Map(
    flags.filter(({ hidden }) => hidden !== true).map((flag) => [/^--([\w-]+)/.exec(flag.flag)?.[1] ?? '', flag]),
  )
  const flag = named.get(name)
  if (flag === undefined || OF_ONE_RUN.has(name)) {
    const why = flag === undefined ? 'there is no such flag' : 'it is about one run, and stands on its command line'
    const takes = [...named.keys()].filter((one) => !OF_ONE_RUN.has(one))
    throw new FlagError(`${why}${suggestion(name, takes)}`)
  }
  const takesValue = flag.flag.includes('<')
  if (typeof given === 'boolean') {
    if (takesValue) throw new FlagError('it needs a value')
    return given ? [`--${name}`] : []
  }
  if (!takesValue) throw new FlagError('it must be true or false')
  const texts = Array.isArray(given)
    ? [given.join(',')]
    : typeof given === 'object'
      ? Object.entries(given).map(([key, one]) => `${key}=${String(one)}`)
      : [String(given)]
  for (const text of texts) flag.read?.(text)
  return texts.flatMap((text) => [`--${name}`, text])
}
