/** `confirm --mutate`: negative controls, runs that only a model without one rule has. */
import { CURRENT_VERSION } from '../../model/kraft/versions.ts'
import { keptRules, mutantRun, ruleName, rulesLeftOut, rulesNamed } from '../../questions/mutant-runs.ts'
import { SCENARIO_MEMORY } from '../../questions/scenarios.ts'
import { withPool } from '../../questions/on-threads.ts'
import { isKept, mutantLines, type MutantRow, mutantsJson, mutantsText } from '../../reports/confirm/mutants.ts'
import { jsonText } from '../../text/json-text.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../../machine/exit-codes.ts'
import { painter, wantsColor } from '../terminal.ts'
import { kafkaOf, releaseRun } from './kafka-of.ts'
import { replay, type Run } from './replay.ts'

/** Exit code 0 when no run was reproduced, and each was left where its rule shows. */
export async function confirmMutants({ base, flags, terminal }: Run): Promise<ExitCode> {
  const kafka = kafkaOf(flags.kafka, CURRENT_VERSION, terminal)
  const version = releaseRun(kafka, '--mutate')
  const paint = painter(wantsColor(terminal, flags.color))
  const isShown = !flags.json && !flags.quiet
  const rows: MutantRow[] = []
  for (const mutant of rulesNamed(flags.mutate, rulesLeftOut(version))) {
    const rule = ruleName(mutant)
    const { signal } = terminal
    const trace = await withPool((search) => mutantRun(mutant, version, search, { maxMemory: SCENARIO_MEMORY, signal }))
    if (signalOf(terminal) !== undefined) break
    if (trace === undefined) rows.push({ rule })
    else {
      const label = `without ${rule}  `
      const replayed = await replay(trace, keptRules(trace), kafka, {
        label,
        base,
        keep: flags.keep,
        isShown,
        terminal,
        without: rule,
      })
      if (replayed === undefined) break
      rows.push({ rule, driven: { trace, ending: replayed.ending, parting: replayed.parting } })
    }
    const last = rows.at(-1)
    if (!flags.json && last !== undefined) terminal.out(mutantLines(last, paint))
  }
  terminal.out(flags.json ? jsonText(mutantsJson(rows, kafka.version)) : mutantsText(rows, kafka.version))
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  const tried = rows.filter(({ driven }) => driven !== undefined && driven.ending.kind !== 'cannot be driven')
  if (!tried.every(isKept)) return ExitCode.witness
  return tried.length === 0 || rows.some(({ driven }) => driven?.ending.kind === 'cannot be driven')
    ? ExitCode.incomplete
    : ExitCode.holds
}
