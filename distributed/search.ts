/**
 * The search over relations: the same rules as `checker/search/explore.ts`, and so the same result, where states are kept and told apart by
 * an engine. A level is finished before the next begins; of each property the least offending state of the first level that has one is told,
 * of each state the least action that leads to it, and a path is walked back by least predecessors.
 */
import { checkInitial } from '../checker/search/careful.ts'
import { checkContract, guardsOf } from '../checker/search/contract.ts'
import { encoderOf } from '../checker/search/expand.ts'
import type { ExploreOptions } from '../checker/search/explore.ts'
import type { LevelReport } from '../checker/search/lane-messages.ts'
import type { Level } from '../checker/search/levels.ts'
import { maskOf, openProperties, takeFindings } from '../checker/search/open-properties.ts'
import { checkOptions } from '../checker/search/options.ts'
import { type Back, contradictionError, failureError, leastFailure, result, sum, tracePaths } from '../checker/search/result.ts'
import { foundOf, type Progressed, reportOf, restoreFound } from '../checker/search/snapshot.ts'
import { compileCodec } from '../checker/state/codec.ts'
import { initialStates, normalize } from '../checker/state/successors.ts'
import type { Model } from '../checker/model.ts'
import type { SearchError, SearchResult, Stop } from '../checker/verdict.ts'
import { refusePossible } from './filter.ts'
import { EngineFailed, type Layer, type Relations } from './relations.ts'

/** What is known between two levels, and needed to go on. */
export interface Known {
  readonly progress: Progressed
  readonly layers: readonly Layer[]
}

export interface RelationalOptions extends Omit<
  ExploreOptions,
  'off' | 'pieces' | 'shared' | 'assertions' | 'checkpoint' | 'resume'
> {
  /** Is told what is known at the end of every level that another follows. */
  readonly keep?: ((known: Known) => void) | undefined
  /** Go on from there: the relations have its layers. */
  readonly known?: Known | undefined
}

const sizeOf = ({ created }: Layer): number => sum(created)
const bytesOf = (layers: readonly Layer[]): number => sum(layers.map(({ bytes }) => bytes))

/** Explores a model on an engine. @throws RangeError for properties that it cannot decide; whatever the engine throws. */
export async function searchRelations(model: Model, relations: Relations, options: RelationalOptions): Promise<SearchResult> {
  checkOptions(options)
  refusePossible(model)
  checkContract(model)
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  const codec = compileCodec(model.layout)
  checkInitial(model, codec)
  const starts = options.from?.map((cells) => normalize(codec, cells)) ?? initialStates(model, codec)
  const { words } = codec.layout
  const open = openProperties(model, options.forbidDeadlock ?? false)
  const layers: Layer[] = []
  const levels: Level[] = []
  let [transitions, looked, distinct] = [0, 0, 0]
  const nothing = nothingOf(model)
  let report = nothing
  let stop: Stop | undefined
  const add = (layer: Layer) => {
    layers.push(layer)
    levels.push({ from: distinct, to: (distinct += sizeOf(layer)) })
  }
  const halt = (why: Stop) => {
    stop ??= why
    relations.interrupt()
  }
  const onAbort = () => halt({ by: 'interrupt' })
  options.signal?.addEventListener('abort', onAbort)
  if (options.signal?.aborted) onAbort()
  const { maxSeconds, maxDepth = Infinity, maxStates = Infinity } = options
  const timer =
    maxSeconds === undefined || maxSeconds === Infinity
      ? undefined
      : setTimeout(() => halt({ by: 'seconds', limit: maxSeconds }), maxSeconds * 1000)
  const tell = () => {
    const queue = layers.at(-1)
    const depth = Math.max(0, layers.length - 1)
    options.onProgress?.({
      depth,
      distinct,
      generated: transitions,
      queue: queue === undefined ? 0 : sizeOf(queue),
      memoryBytes: bytesOf(layers),
      seconds: seconds(),
    })
  }
  const ticker = options.onProgress && setInterval(tell, 250)
  const back: Back = {
    predecessors: async (from, _to, _share, _shares, targets) => {
      const layer = layers[levels.findIndex((level) => level.from === from)]
      return layer === undefined ? [] : relations.predecessors(layer, targets)
    },
  }

  const finish = async (error: SearchError | undefined): Promise<SearchResult> => {
    const known = stop
    const say = (said: SearchError | undefined, paths: Awaited<ReturnType<typeof tracePaths>>): SearchResult => ({
      ...result(model, {
        open,
        levels,
        stop: known,
        error: said,
        reports: [report],
        paths,
        seconds: seconds(),
        workers: options.workers,
        looked,
        transitions,
        memoryBytes: bytesOf(layers),
      }),
      isOnDisk: true,
    })
    try {
      return say(error, await tracePaths(model, codec, [back], levels, open, error, starts))
    } catch (contradiction) {
      return say(contradictionError(contradiction, starts), new Map())
    }
  }

  try {
    if (options.known === undefined) {
      const encode = encoderOf(model, codec)
      add(await relations.seed(withoutRepeats(starts.map((cells) => packed(cells, words, encode)))))
    } else {
      const { progress } = options.known
      for (const layer of options.known.layers) add(layer)
      if (layers.length > 1) report = reportOf(progress)
      restoreFound(open, progress.found)
      transitions = progress.generated
      looked = progress.looked
    }
    for (;;) {
      const depth = layers.length - 1
      const level = layers[depth]
      if (level === undefined || stop !== undefined) break
      options.keep?.({ progress: progressed(), layers })
      const last = depth >= maxDepth
      const judging = {
        judge: maskOf(open, 'judged'),
        judgeSteps: maskOf(open, 'step'),
        wantDeadlock: open.some((o) => o.finding.kind === 'deadlock' && o.found === undefined),
      }
      const { layer: next, noticed } = await relations.expand(layers, judging)
      const expanded = sum(noticed.map(({ states }) => states))
      if (expanded !== sizeOf(level))
        throw new EngineFailed(`of the ${sizeOf(level)} states of level ${depth} it says to have expanded ${expanded}`)
      report = noticed.reduce(
        (total, n): LevelReport => ({
          ...total,
          taken: added(total.taken, n.taken),
          blocked: added(total.blocked, n.blocked),
          deadlocks: total.deadlocks + n.deadlocks,
        }),
        // Initial states have no creator.
        depth === 0 ? report : { ...report, created: added(report.created, level.created) },
      )
      transitions += noticed.reduce((n, { generated }) => n + generated, 0)
      // Steps that lead beyond the bound count only when there is nothing beyond it.
      const beyond = last && sizeOf(next) > 0
      const decidable = beyond ? open.filter((o) => o.finding.kind !== 'step') : open
      takeFindings(
        decidable,
        noticed.map(({ findings }) => ({ ...nothing, findings })),
        depth,
        words,
      )
      const failure = leastFailure(noticed.flatMap((n) => n.failure ?? []))
      if (failure !== undefined) return await finish(await failureError(model, codec, [back], levels, depth, failure, starts))
      if (options.rangeChecks !== false) looked += sizeOf(level)
      if (beyond) stop ??= { by: 'depth', limit: maxDepth }
      else if (distinct + sizeOf(next) > maxStates) stop ??= { by: 'states', limit: maxStates }
      if (stop !== undefined || sizeOf(next) === 0) break
      const violated = open.some((o) => o.found !== undefined && !o.isBound && o.result.kind !== 'witness')
      if (options.first && violated) stop = { by: 'first' }
      if (stop !== undefined) break
      add(next)
    }
  } catch (error) {
    // What ended it is the limit, not the engine.
    if (stop === undefined) throw error
  } finally {
    clearTimeout(timer)
    clearInterval(ticker)
    options.signal?.removeEventListener('abort', onAbort)
  }
  const cut = open.find((o) => o.found !== undefined && o.isBound)
  if (cut !== undefined) stop ??= { by: 'bound', property: cut.result.name }
  return finish(undefined)

  function progressed(): Progressed {
    return {
      levels: layers.map(sizeOf),
      generated: transitions,
      deadlocks: report.deadlocks,
      looked,
      taken: [...report.taken],
      created: [...report.created],
      blocked: [...report.blocked],
      found: foundOf(open),
    }
  }
}

const added = (a: Float64Array, b: ArrayLike<number>): Float64Array => a.map((n, i) => n + (b[i] ?? 0))

/** A report of nothing yet. */
const nothingOf = (model: Model): LevelReport => ({
  status: 'done',
  taken: new Float64Array(model.actions.length),
  created: new Float64Array(model.actions.length),
  blocked: new Float64Array(guardsOf(model).length),
  deadlocks: 0,
  findings: [],
  sampled: [],
  failure: undefined,
})

function packed(cells: Int32Array, words: number, encode: ReturnType<typeof encoderOf>): Int32Array {
  const state = new Int32Array(words)
  encode(cells, state, 0)
  return state
}

/** Initial states that symmetry makes one are one. */
const withoutRepeats = (states: readonly Int32Array[]): Int32Array[] => [...new Map(states.map((s) => [s.join(), s])).values()]
