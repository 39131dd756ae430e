import type { LanePicture, Message, Picture, ReportData, StepData, StorySentence } from './report-types.ts'
import { printable } from '../text/printable.ts'

/**
 * A trace as a Mermaid `sequenceDiagram`, which GitHub renders inside a fenced block of Markdown. One note per step with its number
 * and words, then its messages; the moments of the story are coloured.
 *
 * _Let_, _Then_ and _Because_ end it; beside a text that tells the story _Because_ alone.
 *
 * Whatever a trace contains stays text: every character with a meaning in Mermaid or HTML is written as an entity, and lines end
 * where this function ends them.
 */
export function renderMermaid(data: ReportData, { isBesideStory = false } = {}): string {
  // A model that is not drawn has one lane, itself, for the notes.
  const lanes = data.lanes.length > 0 ? data.lanes : [{ id: '', kind: 'model', name: data.model.name }]
  const ids = new Map(lanes.map((lane, i) => [lane.id, `L${i}`]))
  const [first, last] = [ids.get(lanes[0]?.id ?? '') ?? 'L0', ids.get(lanes.at(-1)?.id ?? '') ?? 'L0']
  const across = first === last ? first : `${first},${last}`
  const controller = ids.get(data.lanes.find((lane) => lane.kind === 'controller')?.id ?? '')
  const note = (text: string) => `  Note over ${across}: ${text}`
  const lines = [
    'sequenceDiagram',
    ...lanes.map((lane) => `  participant ${ids.get(lane.id) ?? ''} as ${escape(lane.name)}`),
    note(wrapped([`${data.property.name} ${data.status}`, data.model.bounds.map((b) => `${b.name} ${b.value}`).join(', ')])),
  ]
  for (const step of data.steps.slice(1)) {
    const body = [
      note(wrapped([`${step.number}. ${step.label}`, step.summary])),
      ...step.messages.flatMap((message) => messageLines(message, ids)),
      ...stateLines(step, data.steps[step.number - 1], ids, controller),
    ]
    const colour = COLOURS[step.part ?? 'cause']
    lines.push(...(colour === undefined ? body : [`  rect ${colour}`, ...body.map((line) => `  ${line}`), '  end']))
  }
  if (data.story !== undefined) {
    const { promise, turns, because } = data.story
    const told = (word: string, sentences: readonly StorySentence[]) =>
      sentences.length === 0 ? [] : [`${word}: ${sentences.map(({ text }) => text).join(' ')}`]
    const before = isBesideStory ? [] : [...told('Let', promise), ...told('Then', turns)]
    lines.push(note(wrapped([...before, `Because: ${because}`])))
  }
  return lines.map((line) => `${line}\n`).join('')
}

const COLOURS: Readonly<Record<string, string | undefined>> = {
  promise: 'rgba(60, 160, 90, 0.18)',
  risk: 'rgba(220, 160, 40, 0.22)',
  loss: 'rgba(210, 60, 50, 0.2)',
}

function messageLines({ from, to, kind, label }: Message, ids: ReadonlyMap<string, string>): string[] {
  const [a, b] = [ids.get(from), ids.get(to)]
  if (a === undefined || b === undefined) return []
  const arrow = kind === 'metadata' ? '-->>' : kind === 'fault' ? '-x' : '->>'
  return [`  ${a}${arrow}${b}: ${escape(label)}`]
}

/** What the controller decided, and the log of every replica whose log or high watermark changed: `[r0 e0, r1 e1] HW 1`. */
function stateLines(
  step: StepData,
  before: StepData | undefined,
  ids: ReadonlyMap<string, string>,
  controller: string | undefined,
): string[] {
  if (step.picture === undefined)
    return step.changes.map((change) => `  Note over L0: ${escape(change.map((s) => s.text).join(''))}`)
  if ('lanes' in step.picture) return laneLines(step.picture.lanes, before?.picture, ids)
  const { leader, epoch, isr } = step.picture.controller
  const decided = `leader ${leader ?? 'none'}, epoch ${epoch}, ISR {${isr.join(',')}}`
  const earlier = before?.picture === undefined || 'lanes' in before.picture ? undefined : before.picture
  const was = earlier?.controller
  const is = was?.leader === leader && was.epoch === epoch && was.isr.join() === isr.join()
  const decision = is || controller === undefined ? [] : [`  Note over ${controller}: ${escape(decided)}`]
  const logs = step.picture.replicas.flatMap((replica) => {
    const was = earlier?.replicas.find((r) => r.id === replica.id)
    const id = ids.get(replica.id)
    const shown = (r: typeof replica) =>
      `log ${r.log.map((cell) => `${cell.record} e${cell.epoch}`).join(', ') || 'empty'} - HW ${r.highWatermark}`
    if (id === undefined || was === undefined || shown(was) === shown(replica)) return []
    return [`  Note right of ${id}: ${escape(shown(replica))}`]
  })
  return [...decision, ...logs]
}

/** The log of every lane whose log or last stable offset changed: `log t1 e1, ✓ e1 - LSO 2`. */
function laneLines(lanes: readonly LanePicture[], before: Picture | undefined, ids: ReadonlyMap<string, string>): string[] {
  const shown = ({ log }: LanePicture): string =>
    log === undefined
      ? ''
      : `log ${log.cells.map((cell) => `${cell.record} e${cell.epoch}`).join(', ') || 'empty'} - LSO ${log.lastStable}`
  return lanes.flatMap((lane) => {
    const was = before !== undefined && 'lanes' in before ? before.lanes.find((other) => other.id === lane.id) : undefined
    const id = ids.get(lane.id)
    if (id === undefined || was === undefined || shown(was) === shown(lane)) return []
    return [`  Note right of ${id}: ${escape(shown(lane))}`]
  })
}

const LONGEST_LINE = 60

/** Lines of a note, broken at spaces: Mermaid would make the diagram as wide as the longest. */
function wrapped(paragraphs: readonly string[]): string {
  const lines = paragraphs.flatMap((paragraph) => {
    const out = ['']
    for (const word of paragraph.split(/\s+/)) {
      const line = out.at(-1) ?? ''
      if (line !== '' && line.length + 1 + word.length > LONGEST_LINE) out.push(word)
      else out[out.length - 1] = line === '' ? word : `${line} ${word}`
    }
    return out
  })
  return lines.map(escape).join('<br/>')
}

/** Letters, digits and a few harmless signs as they are; everything else as `#code;`, which Mermaid shows as the character. */
const escape = (text: string): string =>
  printable(text, 400).replace(/[^A-Za-z0-9 .,:(){}[\]=_+/'!?*-]/gu, (c) => `#${c.codePointAt(0) ?? 0};`)
