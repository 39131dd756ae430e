/** What is lost, in Markdown: by design and by the code. */
import { printable } from '../../text/printable.ts'
import { keyText, type Loss, settingText, type Subject, type Validation } from '../../guarantees/result.ts'
import { counted, listOf } from '../../text/counted.ts'
import type { Program } from '../program.ts'
import { codeLossTexts, defectsOfLosses } from './code.ts'
import { causesText, costsText, lossWord, originText, searchText, underText, weakerText } from './losses.ts'
import { guaranteeTitle, promiseOf } from './names.ts'
import { code, prose } from './markdown-words.ts'

/** What is left out of a report that would be too long, in this order. */
export interface Budget {
  readonly program: Program
  /** How many losses have their diagram, and their story. */
  diagrams: number
  stories: number
  readonly hasConfig: boolean
  readonly subjects: number
}

/** A loss: what caused it, its story and diagram while there is room, what restores it. */
export function lossBlocks(subject: Subject, loss: Loss, left: Budget): string[] {
  const hasStory = left.stories-- > 0
  const hasDiagram = left.diagrams-- > 0
  const { story, cell } = loss
  const causes = loss.causes.map((cause) => {
    const [from, to] = [code(cause.from.value), code(cause.to.value)]
    return `- ${code(keyText(cause))} ${from} → ${to} at ${code(originText(cause.to))}, was ${code(originText(cause.from))}`
  })
  const told = [
    ['Let', story.promise.join(' ')],
    ['Then', story.turns.join(' ')],
    ['Because', story.because],
    ['Prevent', story.prevented ?? ''],
  ] as const
  const promise = promiseOf(loss.guarantee)
  return [
    `### ${lossWord(subject, loss)}: ${prose(guaranteeTitle(loss.guarantee))}, ${prose(underText(loss))}`,
    ...(promise === '' ? [] : [prose(promise)]),
    ...(weakerText(loss) === '' ? [] : [prose(weakerText(loss))]),
    ...(causes.length === 0
      ? []
      : [[`**Cause**${loss.causes.length > 1 ? ` (${prose(causesText(loss))})` : ''}`, '', ...causes].join('\n')]),
    ...(hasStory
      ? [
          told
            .filter(([, text]) => text !== '')
            .map(([label, text]) => `**${label}** ${prose(text)}`)
            .join('\n\n'),
          ...stepsBlock(loss),
        ]
      : []),
    ...(hasDiagram && story.mermaid !== '' && story.sameAs === undefined
      ? [`<details><summary>The run as a diagram</summary>\n\n${fenced(story.mermaid)}\n\n</details>`]
      : []),
    ...restoreBlock(loss),
    ...(cell.trace === undefined ? [] : [`**Reproduce** ${code(left.program.commandLine('trace', cell.trace))}`]),
  ].filter((block) => block !== '')
}

/** What the code alone breaks, the defects in it and what avoids them, and how a run is read. */
export function codeBlocks(validation: Validation, { codeLosses }: Subject, { program }: Budget): string[] {
  if (codeLosses.length === 0) return []
  const [first] = codeLosses.flatMap(({ cell }) => cell.trace ?? [])
  const lines = [
    ...codeLossTexts(codeLosses).map((text) => `- ${prose(text)}`),
    ...defectsOfLosses(validation, codeLosses).map(({ id, text }) => `- **${id}**: ${prose(text)}`),
    ...(first === undefined ? [] : [`- **Reproduce** ${code(program.commandLine('trace', first))}`]),
  ]
  return ['### By the code', lines.join('\n')]
}

function stepsBlock({ story: { steps, sameAs } }: Loss): string[] {
  if (sameAs !== undefined) return [`The same ${counted(steps.length, 'step')} as above: ${prose(guaranteeTitle(sameAs))}.`]
  if (steps.length === 0) return []
  const lines = steps.map(({ action, summary }, i) => `${i + 1}. ${code(action)} ${prose(summary)}`)
  const summary = `<details><summary>${counted(steps.length, 'step')}, a shortest run</summary>`
  return [`${summary}\n\n${lines.join('\n')}\n\n</details>`]
}

/** A diagram in a fence that is longer than any run of backticks in it. */
function fenced(mermaid: string): string {
  const text = mermaid
    .split('\n')
    .map((line) => printable(line))
    .join('\n')
    .trimEnd()
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  return `${fence}mermaid\n${text}\n${fence}`
}

/** The changes that restore a guarantee, each with what it costs. */
export function restoreBlock(loss: Loss): string[] {
  const search = searchText(loss)
  if (loss.restores.length === 0) return search === '' ? [] : [`**Restore** ${prose(search)}`]
  const lines = loss.restores.map((restore) => {
    const settings = restore.settings.map((s) => `${code(settingText(s))}${s.asBefore ? ' (as before)' : ''}`)
    return `- ${listOf(settings)}: ${prose(costsText(restore))}`
  })
  return [[`**Restore** with any of these, ${prose(search)}:`, '', ...lines].join('\n')]
}
