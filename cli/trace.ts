/** The command `trace`: reads a saved counterexample, makes sure it replays, and renders it. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { readEvidence } from '../answers/read-evidence.ts'
import { readTraceOn } from '../answers/read-traces.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { refuseUnwritableFile, writeWhole } from '../machine/files.ts'
import { oneOf, wholeNumber } from '../questions/flags/flag.ts'
import { formatOf, TRACE_FORMATS, type TraceFormat } from '../questions/flags/trace.ts'
import { reportSources } from '../questions/report-sources.ts'
import { traceJson } from '../reports/trace/json.ts'
import { jsonText } from '../text/json-text.ts'
import { extend, renderExtension, renderMermaid, renderText, reportData, type ReportData, writeItf } from '../traces/index.ts'
import { renderHtml } from '../web/report/html.ts'
import { reportTemplate } from '../web/serve/report-template.ts'
import { addCommand } from './commands.ts'
import { addFlags, type OutputFlags } from './flags.ts'
import { colorFlag } from '../questions/flags/common.ts'
import { painter, type Terminal, wantsColor } from './terminal.ts'

export interface TraceFlags extends OutputFlags {
  readonly format?: TraceFormat
  readonly model?: string
  readonly out?: string
  readonly evidence?: string
  readonly all: boolean
  readonly extend?: number
  readonly seed?: number
}

/** Adds `trace` and its flags to the program. */
export function addTrace(program: Command, run: (file: string, flags: TraceFlags) => Promise<void>): void {
  addFlags(addCommand(program, 'trace', 'an .itf.json file that check has saved'), [
    { flag: '--format <name>', help: `how to show it: ${TRACE_FORMATS.join(', ')} (default: text)`, read: oneOf(TRACE_FORMATS) },
    {
      flag: '--model <file>',
      help: 'for a trace of a model of your own: its module; the one that a trace names is never loaded by itself',
    },
    { flag: '--evidence <file>', help: 'show beside each step what a real Kafka showed: what confirm has written' },
    { flag: '--out <file>', help: 'write to a file instead of standard output' },
    { flag: '--all', help: 'show the whole final state too', standard: false },
    {
      flag: '--extend <n>',
      help: 'walk on from its end, by so many steps taken at random (text and JSON)',
      read: wholeNumber(1, 10_000),
    },
    { flag: '--seed <n>', help: 'what --extend draws its steps from (default: 1)', read: wholeNumber(0) },
    { flag: '--json', help: 'the same as --format json', standard: false },
    { flag: '--quiet', help: 'only verify that the trace replays', standard: false },
    colorFlag,
  ])
    .addHelpText('after', '\nExit codes: 0 the trace replays, 64 bad flags, 151 it cannot be read or does not replay.\n')
    .action(run)
}

/** Runs the command and returns its exit code. @throws UserError, FlagError. */
export async function trace(file: string, flags: TraceFlags, terminal: Terminal): Promise<ExitCode> {
  const format = formatOf(flags)
  const { seed = 1 } = flags
  if (flags.out !== undefined) refuseUnwritableFile('--out', resolve(terminal.cwd, flags.out))
  const { model, trace: verified } = await readTraceOn(flags.model, file, terminal)
  const further = flags.extend === undefined ? undefined : extend(model, verified, flags.extend, seed)
  if (flags.quiet && flags.out === undefined) return ExitCode.holds
  const evidence = flags.evidence === undefined ? undefined : await readEvidence(flags.evidence, terminal)
  const data = (): ReportData => {
    const shown = reportData(reportSources(verified.spec, model), verified)
    return evidence === undefined ? shown : evidence(shown)
  }
  const template = format === 'html' ? await reportTemplate() : ''
  const render = (write: (chunk: string) => void): void => {
    switch (format) {
      case 'text': {
        const paint = painter(flags.out === undefined && wantsColor(terminal, flags.color))
        const width = flags.out === undefined ? terminal.width : 100
        write(renderText(verified, { paint, width, all: flags.all, report: data() }))
        if (further !== undefined)
          write(
            `\nHow it can go on (--seed ${seed}):\n\n${renderExtension(verified, further, width, paint) || '      nothing is enabled that changes anything\n'}`,
          )
        return
      }
      case 'mermaid':
        write(renderMermaid(data()))
        return
      case 'html':
        write(renderHtml(template, data()))
        return
      case 'itf':
        writeItf(verified, write)
        return
      case 'json':
        write(jsonText(traceJson(verified, data().story, further && { seed, ...further })))
    }
  }
  if (flags.out === undefined) render(terminal.out)
  else writeWhole(resolve(terminal.cwd, flags.out), render)
  return ExitCode.holds
}
