/** `confirm --random`: random runs of the model of a release, each driven on a fresh cluster. */
import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { MOST_SEED } from '../../checker/index.ts'
import { planOf } from '../../cluster/drive/plan.ts'
import { isDrivable as isDrivableOfTransactions } from '../../cluster/transactions/layout.ts'
import { CURRENT_VERSION } from '../../model/kraft/versions.ts'
import { randomRun, shrinkRun, specOfRuns } from '../../questions/random-runs.ts'
import { rulesOf } from '../../questions/trace-rules.ts'
import { type DrivenWalk, randomJson, randomText, walkLine } from '../../reports/confirm/random.ts'
import { jsonText } from '../../text/json-text.ts'
import type { Trace } from '../../traces/index.ts'
import { saveTrace } from '../../answers/save-traces.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../../machine/exit-codes.ts'
import { painter, wantsColor } from '../terminal.ts'
import { kafkaOf, releaseRun } from './kafka-of.ts'
import { replay, type Replayed, type Run } from './replay.ts'

/** How often a run that diverges is driven again to find a shorter one. */
const SHRINKS = 6

/** Exit code 0 when every step of every walk went as the model says. */
export async function confirmRandom({ base, flags, terminal }: Run): Promise<ExitCode> {
  const walks = flags.random ?? 0
  const seed = flags.seed ?? randomInt(MOST_SEED + 1)
  const kafka = kafkaOf(flags.kafka, CURRENT_VERSION, terminal)
  const { model = 'kraft' } = flags
  const spec = specOfRuns(releaseRun(kafka, '--random'), model)
  const isShown = !flags.json && !flags.quiet
  const drive = (run: Trace, label: string): Promise<Replayed | undefined> =>
    replay(run, model === 'kraft' ? rulesOf(run) : undefined, kafka, { label, base, keep: flags.keep, isShown, terminal })
  const driven: DrivenWalk[] = []
  for (let walk = 0; walk < walks && signalOf(terminal) === undefined; walk++) {
    const isDrivable = (run: Trace): boolean => {
      if (model === 'transactions') return isDrivableOfTransactions(run)
      const plan = planOf(run, rulesOf(run).options)
      return 'orders' in plan && plan.orders.size === 1
    }
    const run = randomRun(spec, { seed, walk, maxSteps: flags.steps, isDrivable })
    const replayed = await drive(run, `walk ${walk + 1} of ${walks}  `)
    if (replayed === undefined) break
    const told: DrivenWalk = { walk, run, ending: replayed.ending, folder: replayed.folder }
    const shrunk = replayed.ending.kind === 'diverged' ? await shrunkRun(told, drive) : undefined
    const saved = shrunk && { run: shrunk, file: saveTrace(shrunk, stemOf(seed, walk), terminal.cwd) }
    driven.push({ ...told, ...(saved !== undefined && { saved }) })
    if (!flags.json) terminal.out(walkLine(driven.at(-1) ?? told, painter(wantsColor(terminal, flags.color))))
  }
  const result = { kafka: kafka.version, seed, walks, maxSteps: flags.steps, driven }
  if (flags.json) terminal.out(jsonText(randomJson(result)))
  else terminal.out(randomText(result, painter(wantsColor(terminal, flags.color)), terminal.width))
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  if (driven.some(({ ending }) => ending.kind === 'diverged' || ending.kind === 'not reproduced')) return ExitCode.witness
  return driven.some(({ ending }) => ending.kind === 'cannot be driven') ? ExitCode.incomplete : ExitCode.holds

  function stemOf(of: number, walk: number): string {
    return resolve(terminal.cwd, flags.out, `${model}-${kafka.version}-seed-${of}-walk-${walk + 1}`)
  }
}

/** The run up to where the cluster left it, and shorter still where that ends alike. */
async function shrunkRun(
  { run, ending, walk }: DrivenWalk,
  drive: (run: Trace, label: string) => Promise<Replayed | undefined>,
): Promise<Trace> {
  if (ending.kind !== 'diverged') return run
  const [first] = ending.differences
  const cut = { ...run, steps: run.steps.slice(0, ending.step), states: run.states.slice(0, ending.step + 1) }
  return shrinkRun(cut, SHRINKS, async (shorter) => {
    const again = await drive(shorter, `walk ${walk + 1}, shorter  `)
    if (again?.ending.kind !== 'diverged' || again.ending.step !== shorter.steps.length) return false
    return again.ending.differences[0]?.what === first?.what
  })
}
