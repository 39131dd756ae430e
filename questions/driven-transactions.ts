/** A saved trace of the model of transactions as it is put to a release: by which protocol clients work there, and in which order. */
import { controllerOf, CURRENT_VERSION, type KafkaVersion, releaseOf, since } from '../model/kraft/versions.ts'
import { transactionDefectsOf } from '../model/transactions/defects.ts'
import type { Level } from '../model/transactions/index.ts'
import { TRANSACTION_SCENARIOS } from '../model/transactions/scenarios.ts'
import { resolveTransactions, type TransactionsRequest } from '../model/transactions/settings.ts'
import { describeTraceStep, type Trace, type TraceStep } from '../traces/index.ts'
import type { DrivenTrace } from './driven-trace.ts'
import { inOrder } from './drivable-order.ts'
import { FlagError } from '../text/flag-error.ts'
import { asObject, build, transactionsOptions } from './spec.ts'
import { rulesOf, type TraceRules } from './trace-rules.ts'

export interface DrivenTransactions extends DrivenTrace {
  /** The protocol of the release, with the settings of the trace. */
  readonly level: Level
  /** That of the trace. */
  readonly modelLevel: Level
  /** The feature transaction.version; undefined where the release has none. */
  readonly transactionVersion: number | undefined
  readonly verifies: boolean
}

/** The request that a trace was found with; a scenario's release and nothing else. */
function requestOf({ spec }: Pick<Trace, 'spec'>): TransactionsRequest {
  const from = asObject('from', asObject('spec', spec)['from'])
  const scenario = TRANSACTION_SCENARIOS.find(({ id }) => id === from['scenario'])
  return scenario === undefined ? (from['settings'] ?? {}) : { version: scenario.version }
}

/** The release whose rules a trace of transactions names. */
export const releaseOfTransactions = (trace: Pick<Trace, 'spec'>): KafkaVersion => requestOf(trace).version ?? CURRENT_VERSION

/**
 * The rules of a trace, of transactions undefined, and the release that it names.
 * @throws FlagError when that is not on KRaft and no other is named; OptionError.
 */
export function rulesAndRelease(
  trace: Trace,
  isNamed: boolean,
): { readonly rules: TraceRules | undefined; readonly version: KafkaVersion } {
  const rules = trace.model === 'transactions' ? undefined : rulesOf(trace)
  const version = rules?.version ?? releaseOfTransactions(trace)
  if ((rules?.controller ?? controllerOf(version)) !== 'kraft' && !isNamed)
    throw new FlagError(
      `Kafka ${version} keeps its metadata in ZooKeeper here; --kafka names a release on KRaft to hold it against`,
    )
  return { rules, version }
}

/** @param version of the Kafka that is run, such as `4.4.0`. @throws OptionError when the release has not what the trace is set to. */
export function drivenTransactions(saved: Trace, version: string): DrivenTransactions {
  const spec = asObject('spec', saved.spec)
  const { set = {} } = requestOf(saved)
  const release = releaseOf(version)
  const { options, settings } = resolveTransactions({ version: release ?? CURRENT_VERSION, set })
  const valueOf = (key: string): string => settings.find((setting) => setting.key === key)?.value ?? ''
  const trace = completedFirst(saved)
  const { level: modelLevel, broken } = transactionsOptions(spec['from'])
  const known = release === undefined ? [] : transactionDefectsOf(release).map(({ breaks }) => breaks)
  const foreign = [
    ...(release === undefined ? ['the release, which is not known'] : []),
    ...(modelLevel === options.level ? [] : [`the protocol ${modelLevel}`]),
    ...broken.filter((rule) => !known.includes(rule)),
    ...(typeof spec['off'] === 'string' ? [spec['off']] : []),
  ]
  return {
    trace,
    foreign,
    order: trace === saved ? undefined : trace.steps.map(describeTraceStep),
    parting: undefined,
    level: options.level,
    modelLevel,
    transactionVersion: release !== undefined && since(release, '4.0') ? Number(valueOf('transaction.version')) : undefined,
    verifies: valueOf('transaction.partition.verification.enable') === 'true',
  }
}

/**
 * A leader that is killed takes the answer to a marker with it, and the marker is sent again. Where a log loses its end between the
 * marker and the completion, the completion is driven first, as long as that ends alike.
 */
function completedFirst(trace: Trace): Trace {
  const { steps } = trace
  const lost = steps.findIndex(({ action }) => action === 'LoseLogEnd')
  const complete = steps.findIndex(({ action }, i) => i > lost && action === 'CompleteTransaction')
  if (lost < 0 || complete < 0) return trace
  const moved: TraceStep[] = [...steps.slice(0, lost), ...steps.slice(complete, complete + 1), ...steps.slice(lost, complete)]
  return inOrder(build(trace.spec), trace, [...moved, ...steps.slice(complete + 1)]) ?? trace
}
