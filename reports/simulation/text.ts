/** What `simulate` prints for people: pure functions from results to text. */
import type { Simulation, WalkedAction, WalkStop } from '../../checker/index.ts'
import { MOST_SEARCHED, type FoundRun, type SimulationResult } from '../../questions/simulate.ts'
import { reportSources } from '../../questions/report-sources.ts'
import { originOf } from '../../questions/trace-origin.ts'
import { count, counted } from '../../text/counted.ts'
import { indented, item, labelled, type Page, verbatim, words } from '../../text/layout.ts'
import type { Paint } from '../../text/span.ts'
import { renderText, reportData, type Trace } from '../../traces/index.ts'
import { boundsText, replayWords } from '../check/text.ts'
import type { Program } from '../program.ts'
import type { SimulationReport } from './json.ts'

export interface SimulationText extends SimulationReport {
  readonly paint: Paint
  readonly width: number
  readonly detail: 'quiet' | 'folded' | 'verbose'
}

const MIN_WIDTH = 40

/** The report of random walks: what was found first. */
export function simulationText(result: SimulationResult, report: SimulationText): string {
  const { plan, simulation } = result
  const { program, paint, detail } = report
  const page: Page = { paint, width: Math.max(MIN_WIDTH, report.width) }
  const told = report.traces.filter(({ found }) => found.property.said === 'violated')
  const shortestFirst = told.toSorted((a, b) => a.trace.steps.length - b.trace.steps.length)
  const isQuiet = detail === 'quiet'
  const blocks: string[][] = [
    indented(
      [
        item(`tidemark ${program.version}`, 'strong'),
        item(' simulate'),
        item(` ${plan.model.name}`),
        ...words(` ${boundsText(plan.model)}`),
      ],
      page,
      0,
    ),
    headline(simulation, page),
    report.notes.flatMap((note) => labelled('Note', words(note), page)),
    simulation.properties.flatMap((p) => {
      if (p.isBound && p.said === 'open') return []
      const run = report.traces.find(({ found }) => found.property.name === p.name)
      const rest = run === undefined ? words(p.statement, 'faint') : words(`in ${counted(run.trace.steps.length, 'step')}`)
      const said = {
        violated: 'violated',
        reached: 'reached',
        cut: 'incomplete',
        open: p.kind === 'possible' ? 'not walked' : 'not found',
      }[p.said]
      const [first = '', ...more] = indented(
        [item(said.padEnd(10), p.said === 'violated' ? 'bad' : 'plain'), item(p.name), ...rest],
        page,
        2,
      )
      return [first, ...more]
    }),
  ]
  for (const { found, trace, file } of isQuiet ? [] : shortestFirst.slice(0, 1)) {
    const data = reportData(reportSources(trace.spec, found.plan.model), trace)
    blocks.push([
      ...renderText(trace, { paint, width: page.width, report: data }).trimEnd().split('\n'),
      ...savedLines(trace, file, program, page),
      ...labelled('Found', words(foundText(found)), page),
      ...labelled('Shortest', words(shortestText(found)), page),
      ...askLines(trace, page),
    ])
  }
  for (const { found, trace, file } of shortestFirst.slice(isQuiet ? 0 : 1))
    blocks.push([
      ...indented(
        [
          ...words(`${trace.property.name}, ${counted(trace.steps.length, 'step')}:`),
          ...(file === undefined
            ? words('(not saved)')
            : [verbatim(program.commandLine('trace', ...replayWords(trace.spec, file)))]),
        ],
        page,
        0,
      ),
      ...(isQuiet ? [] : indented(words(shortestText(found)), page, 2)),
    ])
  if (report.failed !== undefined) blocks.push(savedLines(report.failed.trace, report.failed.file, program, page))
  if (!isQuiet) blocks.push(walksLines(simulation, page), coverageLines(simulation, report, page))
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join(''))
    .join('\n')
}

/** Where a trace is, and what shows it; nothing of one that could not be saved. */
const savedLines = (trace: Trace, file: string | undefined, program: Program, page: Page): string[] =>
  file === undefined
    ? []
    : [
        ...labelled('Saved', [verbatim(file)], page),
        ...labelled('Replay', [verbatim(program.commandLine('trace', ...replayWords(trace.spec, file)))], page),
      ]

function headline(simulation: Simulation, page: Page): string[] {
  const { verdict, walks, steps, properties, error } = simulation
  const seen = `${counted(walks, 'random walk')} of ${counted(steps, 'step')} together`
  switch (verdict) {
    case 'violated': {
      const names = properties.flatMap((p) => (p.said === 'violated' ? [p.name] : [])).join(', ')
      return labelled('VIOLATED', words(`${names} (${seen})`), page, 'bad')
    }
    case 'incomplete':
      return labelled(
        'INCOMPLETE',
        words(`nothing is proved: no violation in ${seen}, before ${stopText(simulation.stop)}`),
        page,
        'bad',
      )
    case 'error':
      return labelled('ERROR', words(error?.message ?? 'unknown'), page, 'bad')
  }
}

function stopText(stop: WalkStop): string {
  switch (stop.by) {
    case 'walks':
      return `the limit of ${counted(stop.limit, 'walk')} (--walks)`
    case 'seconds':
      return `the limit of ${stop.limit} seconds (--max-seconds)`
    case 'interrupt':
      return 'it was interrupted'
    case 'first':
      return 'it ended, with the first violation'
    case 'decided':
      return 'it ended, with nothing left to look for'
    case 'error':
      return 'it ended, with the error'
  }
}

const foundText = ({ walk, walked, path, plan }: FoundRun): string =>
  `by walk ${count(walk + 1)}, in ${counted(walked, 'step')}; told in ${path.steps.length}, within ${boundsText(plan.model)}`

function shortestText({ shortest, path }: FoundRun): string {
  const seen = counted(shortest.states, 'state')
  if (shortest.known)
    return `no shorter run within these bounds: all ${seen} within ${counted(Math.max(0, path.steps.length - 1), 'step')} were seen`
  return `not known: there is none of fewer than ${counted(shortest.below, 'step')} within these bounds, and the search for one ended with ${seen} (at most ${count(MOST_SEARCHED)})`
}

/** The exhaustive search that would find the same. */
function askLines({ spec, property }: Trace, page: Page): string[] {
  const { command } = originOf(spec, property)
  return command === undefined ? [] : labelled('Ask', [item(command)], page)
}

function walksLines(simulation: Simulation, page: Page): string[] {
  const { walks, steps, longest, generated, workers, seconds, seed, stop } = simulation
  const parts = [
    counted(walks, 'walk'),
    `${counted(steps, 'step')} (at most ${longest} in one)`,
    `${count(generated)} transitions looked at`,
    `${count(walks / Math.max(seconds, 0.001))} walks/s`,
    counted(workers, 'worker'),
    `${seconds.toFixed(1)} s`,
    `then ${stopText(stop)}`,
  ]
  return [
    ...labelled('Walks', words(parts.join(', ')), page),
    ...labelled(
      'Seed',
      words(`${seed}: --seed ${seed} --walks ${walks} takes the same walks again, with any number of workers`),
      page,
    ),
  ]
}

function coverageLines({ actions }: Simulation, { guards, detail, paint }: SimulationText, page: Page): string[] {
  const never = actions.filter((a) => a.taken === 0)
  const tested = actions.flatMap((a) => a.guards.map((g) => ({ ...g, action: a.name })))
  const idle = tested.filter((g) => g.kind === 'rule' && g.blocked === 0)
  const rules = tested.filter((g) => g.kind === 'rule').length
  return [
    ...labelled(
      'Coverage',
      words(
        `${actions.length - never.length} of ${counted(actions.length, 'action')} taken; ${rules - idle.length} of ${counted(rules, 'rule')} blocked something${guards || detail === 'verbose' ? '' : ' (--coverage lists them)'}`,
      ),
      page,
    ),
    ...(never.length > 0 ? indented(words(`Never taken: ${never.map((a) => a.name).join(', ')}`), page, 0) : []),
    ...(guards || detail === 'verbose' ? table(actions, guards, paint) : []),
  ]
}

function table(actions: readonly WalkedAction[], guards: boolean, paint: Paint): string[] {
  const name = Math.max(6, ...actions.map((a) => a.name.length))
  const row = (a: string, taken: string, enabled: string) => `${a.padEnd(name)}  ${taken.padStart(14)}  ${enabled.padStart(14)}`
  return [
    paint({ text: row('Action', 'taken', 'enabled'), role: 'faint' }),
    ...actions.flatMap((a) => [
      row(a.name, count(a.taken), count(a.enabled)),
      ...(guards
        ? a.guards.map(
            (g) => `    ${count(g.blocked).padStart(12)} times blocked by: ${g.name}${g.kind === 'rule' ? '' : ` (${g.kind})`}`,
          )
        : []),
    ]),
  ]
}
