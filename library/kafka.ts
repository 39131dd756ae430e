/**
 * Kafka as a library: what the commands `check`, `validate` and `claims` find out, as plain data. Nothing here reads files, writes to the
 * console or ends the process; searches run on worker threads, and end with the call.
 */
import { availableParallelism } from 'node:os'
import type { PropertyKind, Stop, Verdict } from '../checker/verdict.ts'
import { CLAIMS } from '../claims/index.ts'
import {
  filesBeside,
  type Format,
  joinedFiles,
  readingConfig,
  VENDOR_NAMES,
  type VendorName,
  vendorDocument,
} from '../config/index.ts'
import { awaited, finished } from '../config/steps.ts'
import { casesOf } from '../guarantees/cases.ts'
import { ENVELOPES, GUARANTEES, INCIDENTS, LEVELS } from '../guarantees/guarantees.ts'
import type { Validation } from '../guarantees/result.ts'
import type { AskedDefects } from '../guarantees/code.ts'
import { validateCases } from '../guarantees/validate.ts'
import { KRAFT_CATALOGUE, type KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import { OptionError } from '../model/option-error.ts'
import type { SettingsRequest } from '../model/kraft/settings.ts'
import type { Controller, KafkaVersion } from '../model/kraft/versions.ts'
import { type CheckResult, runSearches, type SearchPlan } from '../questions/check.ts'
import { type ClaimRow, claimsVerdict, runClaims } from '../questions/claims.ts'
import { endThreads, onThreads } from '../questions/on-threads.ts'
import { planKraft } from '../questions/plan-kraft.ts'
import { CUT, specData } from '../questions/spec.ts'
import { type Trace, traceOf } from '../traces/trace.ts'
import { MemoryOracle, type SearchLimits } from './memory-oracle.ts'

export { ConfigError, VENDOR_NAMES } from '../config/index.ts'
export { LayoutError } from '../checker/fields.ts'
export { OptionError }
export type { AskedDefects } from '../guarantees/code.ts'
export type {
  Cell,
  CellDelta,
  CellVerdict,
  Code,
  CodeCell,
  CodeLoss,
  Delta,
  Loss,
  Side,
  Subject,
  Validation,
} from '../guarantees/result.ts'
export type { KafkaVersion, KraftPropertyName, SettingsRequest, Trace, VendorName }

/** Limits of the searches of a call. */
export interface Limits {
  /** Worker threads; as many as there are cores unless said otherwise. */
  readonly workers?: number
  /** Bytes for states, in all; 2 GiB unless said otherwise. */
  readonly maxMemory?: number
  /** Of each search. What ends a search early is `incomplete`, never a pass. */
  readonly maxStates?: number
  readonly maxSeconds?: number
  /** Aborting ends the searches as `incomplete`. */
  readonly signal?: AbortSignal
}

const limitsOf = ({ workers, maxMemory, maxStates, maxSeconds, signal }: Limits): SearchLimits => ({
  workers: workers ?? availableParallelism(),
  maxMemory: maxMemory ?? 2 ** 31,
  maxStates,
  maxSeconds,
  signal: signal ?? new AbortController().signal,
})

/** Runs searches to their end, and ends their threads. */
async function searched(plans: readonly SearchPlan[], options: SearchLimits & { readonly first: boolean }): Promise<CheckResult> {
  try {
    return await runSearches(plans, onThreads, options, () => undefined)
  } finally {
    await endThreads()
  }
}

/** A question to {@link check}: Kafka keys, release, rules, faults; and the properties to judge, by default what the model promises. */
export interface CheckRequest extends SettingsRequest {
  readonly properties?: readonly KraftPropertyName[]
  /** Ends with the first violation. */
  readonly first?: boolean
}

export interface CheckedProperty {
  readonly name: string
  readonly kind: PropertyKind
  readonly statement: string
  readonly verdict: Verdict
  /** The shortest counterexample, or for a witness that was reached, the way to it. */
  readonly trace?: Trace
}

export interface Checked {
  readonly verdict: Verdict
  readonly properties: readonly CheckedProperty[]
  /** Distinct states of the first search, and the greatest number of steps from the start. */
  readonly distinct: number
  readonly depth: number
  /** Why it ended before every reachable state within the bounds was seen, if it did. */
  readonly stop?: Stop
  readonly bounds: Readonly<Record<string, number | string | boolean>>
  readonly assumptions: readonly string[]
  /** What a reader should know before believing the verdict. */
  readonly notes: readonly string[]
  /** Kafka settings as resolved, each with its origin. */
  readonly settings: readonly { readonly key: string; readonly value: string; readonly origin: string }[]
}

/**
 * Explores Kafka as brokers run it under a configuration and a pool of faults (of `bounds.faults`; three faults of which one may be a power
 * loss unless said otherwise).
 * @throws OptionError naming the setting that cannot be used; LayoutError when the bounds are too wide to be packed.
 */
export async function check(request: CheckRequest = {}, limits: Limits = {}): Promise<Checked> {
  const { properties: given, first = false, ...settings } = request
  for (const name of given ?? [])
    if (!Object.hasOwn(KRAFT_CATALOGUE, name))
      throw new OptionError('properties', `names among ${PROPERTY_NAMES.join(', ')}`, name)
  const plan = planKraft(settings, given)
  const found = await searched(plan.searches, { ...limitsOf(limits), first })
  const [main] = found.runs
  if (main === undefined) throw new Error('a check has at least one search')
  const wanted = new Set<string>(main.spec.properties)
  const shown = found.properties.filter(({ name, path }) => wanted.has(name) || (name === CUT && path !== undefined))
  const stop = found.runs.map((run) => run.result.stop).find((s) => s !== undefined)
  return {
    verdict: found.verdict,
    properties: shown.map((p): CheckedProperty => {
      const trace = traceOf(p.run.model, specData(p.run.spec), p)
      const { name, kind, statement, verdict } = p
      return { name, kind, statement, verdict, ...(trace !== undefined && { trace }) }
    }),
    distinct: main.result.distinct,
    depth: main.result.depth,
    ...(stop !== undefined && { stop }),
    bounds: main.model.bounds,
    assumptions: main.model.assumptions,
    notes: plan.notes,
    settings: plan.settings?.entries ?? [],
  }
}

/** The properties that {@link check} can judge. */
export const PROPERTY_NAMES = Object.keys(KRAFT_CATALOGUE) as readonly KraftPropertyName[]

/** The text of a configuration, as one of the readers takes it. */
export interface ConfigText {
  /** What it is called in results and errors. */
  readonly file: string
  readonly text: string
  /** Found out unless said. */
  readonly format?: Format
}

/** A question to {@link validate}. */
export interface ValidateRequest {
  /** What both sides have in common; without `base` and `head` all there is. */
  readonly files?: readonly ConfigText[]
  /** The configuration of today, and the proposed one. */
  readonly base?: readonly ConfigText[]
  readonly head?: readonly ConfigText[]
  /** Kafka keys above those of the files, on both sides; and on the proposed side alone. */
  readonly set?: Readonly<Record<string, string>>
  readonly propose?: Readonly<Record<string, string>>
  /** Kafka keys where no file gives them. */
  readonly assume?: Readonly<Record<string, string>>
  /** What is not read is taken to change nothing; a warning of the side says what. */
  readonly assumeDefaults?: boolean
  /** Whose defaults lie below the files. */
  readonly vendor?: VendorName
  /** The release, above what the files say. */
  readonly version?: KafkaVersion
  /** What holds the metadata of Kafka 3.0 to 3.9, above what the files say; both are asked where nothing says it. */
  readonly controller?: Controller
  /** The one topic wanted; all unless said. */
  readonly topic?: string
  /** Rows and columns by id; all unless said. See {@link GUARANTEE_IDS} and {@link ENVELOPE_IDS}. */
  readonly guarantees?: readonly string[]
  readonly envelopes?: readonly string[]
  /** Larger bounds. */
  readonly thorough?: boolean
  /** Known defects that the code of the release is asked with, beside the protocol as designed; all of them unless said. */
  readonly defects?: AskedDefects
}

/** What was found, and the counterexamples by the names in the `trace` of its cells. */
export interface Validated extends Validation {
  readonly traces: ReadonlyMap<string, Trace>
}

const VENDORS_BY_ID = VENDOR_NAMES.map((id) => ({ id }))

export const GUARANTEE_IDS: readonly string[] = GUARANTEES.map((g) => g.id)
export const ENVELOPE_IDS: readonly string[] = [...ENVELOPES, ...INCIDENTS].map((e) => e.id)

/** What stands beside a file and is read for it: variables, and the other files of a folder of Terraform’s. */
const besideOf = ({ file }: ConfigText, texts: readonly ConfigText[]) =>
  new Map(
    filesBeside(
      file,
      texts.map((text) => text.file),
    ).map((one) => [one.name, { file: one.file, text: texts.find((text) => text.file === one.file)?.text ?? '' }]),
  )

/**
 * Holds a configuration, or a change of one, to its guarantees.
 * @throws ConfigError with file, line and column; OptionError naming a setting, row or column that cannot be used.
 */
export async function validate(request: ValidateRequest, limits: Limits = {}): Promise<Validated> {
  const { files = [], base = [], head = [], propose, version, controller, topic, set, assume, assumeDefaults, vendor } = request
  if (vendor !== undefined) chosen('vendor', VENDORS_BY_ID, [vendor])
  const read = async (texts: readonly ConfigText[], side: 'before' | 'after') => {
    const documents = vendor === undefined ? [] : [vendorDocument(vendor)]
    const joined = joinedFiles(
      texts.map(({ file }) => file),
      undefined,
    )
    for (const given of texts.filter(({ file }) => !joined.has(file)))
      documents.push(
        await awaited(
          readingConfig({
            ...given,
            format: given.format,
            side,
            beside: besideOf(given, texts),
            joined: texts.filter(({ file }) => joined.get(file) === given.file),
          }),
        ),
      )
    return documents
  }
  const after = await read([...files, ...(head.length > 0 ? head : base)], 'after')
  const compares = base.length > 0 || propose !== undefined || after.some((d) => d.format === 'terraform')
  const before = compares ? await read([...files, ...base], 'before') : []
  const cases = finished(
    casesOf(before, after, compares, {
      set,
      assume,
      assumeDefaults,
      controller,
      envelopes: request.envelopes,
      proposed: propose,
      ...(topic !== undefined && { topics: [topic] }),
      baseVersion: version,
      headVersion: version,
    }),
  )
  const scope = {
    guarantees: chosen('guarantees', GUARANTEES, request.guarantees),
    envelopes: chosen('envelopes', request.envelopes === undefined ? ENVELOPES : [...ENVELOPES, ...INCIDENTS], request.envelopes),
    level: LEVELS[request.thorough === true ? 'thorough' : 'quick'],
  }
  const oracle = new MemoryOracle(limitsOf(limits))
  try {
    const found = await validateCases(cases, scope, oracle, request.defects)
    const cells = found.subjects.flatMap((s) => [...s.head.cells, ...(s.base?.cells ?? []), ...s.deltas.map((d) => d.rollout)])
    const names = cells.flatMap(({ trace, code }) => [trace, code?.trace])
    const traces = names.flatMap((name) => {
      const trace = name === undefined ? undefined : oracle.traceNamed(name)
      return name === undefined || trace === undefined ? [] : [[name, trace] as const]
    })
    return { ...found, traces: new Map(traces) }
  } finally {
    await oracle.end()
  }
}

function chosen<T extends { readonly id: string }>(
  what: string,
  all: readonly T[],
  ids: readonly string[] | undefined,
): readonly T[] {
  const unknown = ids?.find((id) => all.every((item) => item.id !== id))
  if (unknown !== undefined) throw new OptionError(what, `among ${all.map((item) => item.id).join(', ')}`, unknown)
  return ids === undefined ? all : all.filter((item) => ids.includes(item.id))
}

/** An entry of the catalogue, decided: one condition of one sentence. */
export interface DecidedClaim {
  readonly id: string
  readonly sentence: string
  readonly condition: string
  /** What the model shows: for a witness `reached` or `impossible`. */
  readonly verdict: ClaimRow['verdict']
  readonly steps?: number
  /** Whether that is what the catalogue says. */
  readonly isAsExpected: boolean
  readonly trace?: Trace
}

export interface DecidedClaims {
  /** `holds` when every entry was decided as the catalogue says. */
  readonly verdict: Verdict
  readonly claims: readonly DecidedClaim[]
}

export const CLAIM_IDS: readonly string[] = CLAIMS.map((claim) => claim.id)

/** Decides sentences of Kafka folklore by their ids; all unless said. @throws OptionError naming an id that is none. */
export async function claims(ids: readonly string[] = CLAIM_IDS, limits: Limits = {}): Promise<DecidedClaims> {
  const wanted = chosen('claims', CLAIMS, ids).flatMap((claim) => claim.entries.map((entry) => ({ claim, entry })))
  const { workers, maxMemory, maxSeconds, signal } = limitsOf(limits)
  const rows = await runClaims(wanted, { workers, maxMemory, maxSeconds, signal })
  return {
    verdict: claimsVerdict(rows, wanted.length),
    claims: rows.map(({ claim, entry, verdict, steps, isAsExpected, property }): DecidedClaim => {
      const trace = traceOf(property.run.model, specData(property.run.spec), property)
      const told = { ...(steps !== undefined && { steps }), ...(trace !== undefined && { trace }) }
      return { id: entry.id, sentence: claim.sentence, condition: entry.condition, verdict, isAsExpected, ...told }
    }),
  }
}
