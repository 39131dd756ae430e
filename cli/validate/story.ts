/** A saved counterexample in words and as a diagram. */
import { reportData, renderMermaid } from '../../traces/index.ts'
import { reportSources } from '../report-sources.ts'
import type { Terminal } from '../terminal.ts'
import { readTrace } from '../trace.ts'
import type { Guarantee } from './guarantees.ts'
import type { Cell, Story } from './result.ts'

/** The story of a refuted cell; of one without a counterexample, why there is none. @throws UserError when the trace cannot be read. */
export function storyOf(guarantee: Guarantee, cell: Cell, terminal: Terminal): Story {
  if (cell.trace === undefined)
    return {
      promise: [],
      turns: [],
      because: 'No producer is ever told that a write has succeeded, so there is nothing to keep.',
      steps: [],
      mermaid: '',
    }
  const { model, trace } = readTrace(cell.trace, terminal)
  const data = reportData(reportSources(trace.spec, model), trace)
  const { story } = data
  const steps = data.steps.slice(1).map(({ number, label, summary }) => ({ step: number, action: label, summary }))
  const isAboutRecord = story !== undefined && story.promise.length > 0
  return {
    promise: story?.promise.map((s) => s.text) ?? [],
    turns: story?.turns.map((s) => s.text) ?? [],
    because: isAboutRecord || trace.why !== undefined ? (story?.because ?? '') : brokenPromise(guarantee),
    ...(story !== undefined && story.prevented.length > 0 && { prevented: story.prevented.join(' ') }),
    steps,
    mermaid: renderMermaid(data),
  }
}

/** For properties of what stays possible there is nothing to point at but that it is not. */
const brokenPromise = ({ promise, id }: Guarantee): string =>
  id === 'writable' || id === 'electable'
    ? `From here on, with the brokers that are down staying down, it is not so that: ${lowerFirst(promise)}`
    : `It is not so that: ${lowerFirst(promise)}`

const lowerFirst = (text: string): string => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
