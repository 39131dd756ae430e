/** What is lost, in the page of a validation: by design and by the code. */
import { keyText, type Loss, type Subject, type Validation } from '../../guarantees/result.ts'
import { counted } from '../../text/counted.ts'
import { type Html, html } from '../../text/markup.ts'
import type { Program } from '../program.ts'
import { codeLossTexts, defectsOfLosses } from './code.ts'
import { causesText, lossWord, originText, restoreTexts, underText, weakerText } from './losses.ts'
import { envelopeTitle, guaranteeTitle, promiseOf } from './names.ts'
import { NONE, list } from './html-parts.ts'

/** What is lost, by which line, the run that shows it, and what would keep it. */
export function lossArticle(subject: Subject, loss: Loss, program: Program): Html {
  const { story, cell: of } = loss
  const told: readonly (readonly [string, string])[] = [
    ['Let', story.promise.join(' ')],
    ['Then', story.turns.join(' ')],
    ['Because', story.because],
    ['Prevent', story.prevented ?? ''],
    ...restoreTexts(loss).map((text, i) => [i === 0 ? 'Restore' : '', text] as const),
  ]
  const causes = loss.causes.map(
    (cause) =>
      html`<code>${keyText(cause)}</code> <code>${cause.from.value}</code> → <code>${cause.to.value}</code>
        <span class="quiet">(${originText(cause.to)}, was ${originText(cause.from)})</span>`,
  )
  return html`<article>
    <h3>
      <span class="bad">${lossWord(subject, loss)}</span> ${guaranteeTitle(loss.guarantee)}
      <span class="quiet">${underText(loss)}</span>
    </h3>
    <p>${promiseOf(loss.guarantee)} ${weakerText(loss)}</p>
    <dl>
      ${
        causes.length === 0
          ? NONE
          : html`<dt>Cause</dt>
              <dd>${causes.length === 1 ? causes : list(causes)}${causesText(loss)}</dd>`
      }${told
        .filter(([, text]) => text !== '')
        .map(
          ([label, text]) =>
            html`<dt>${label}</dt>
              <dd>${text}</dd>`,
        )}
    </dl>
    ${stepsOf(loss)} ${of.trace === undefined ? NONE : html`<pre>${program.commandLine('trace', of.trace)}</pre>`}
  </article> `
}

function stepsOf({ story: { steps, sameAs }, cell: { envelope } }: Loss): Html {
  if (sameAs !== undefined)
    return html`<p class="quiet">The same ${counted(steps.length, 'step')} as above: ${guaranteeTitle(sameAs)}.</p>`
  if (steps.length === 0) return NONE
  return html`<details>
    <summary>${counted(steps.length, 'step')}, a shortest run under ${envelopeTitle(envelope)}</summary>
    <ol class="steps">
      ${steps.map(({ action, summary }) => html`<li><code>${action}</code> ${summary}</li> `)}
    </ol>
  </details>`
}

/** What the code alone breaks, the defects in it and what avoids them, and how its shortest run is read. */
export function codeArticle(validation: Validation, { codeLosses }: Subject, program: Program): Html {
  if (codeLosses.length === 0) return NONE
  const [shortest] = codeLosses
    .filter((one) => one.cell.trace !== undefined)
    .toSorted((a, b) => (a.cell.steps ?? Infinity) - (b.cell.steps ?? Infinity))
  const trace = shortest?.cell.trace
  return html`<article>
    <h3>By the code</h3>
    ${list(codeLossTexts(codeLosses).map((text) => html`${text}`))}
    <dl>
      ${defectsOfLosses(validation, codeLosses).map(
        ({ id, text }) =>
          html`<dt>${id}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>
    ${
      shortest === undefined
        ? NONE
        : html`<details>
            <summary>${counted(shortest.story.steps.length, 'step')} that break ${guaranteeTitle(shortest.guarantee)}</summary>
            <p>${[...shortest.story.promise, ...shortest.story.turns, shortest.story.because].join(' ')}</p>
            <ol class="steps">
              ${shortest.story.steps.map(({ action, summary }) => html`<li><code>${action}</code> ${summary}</li> `)}
            </ol>
          </details>`
    }
    ${trace === undefined ? NONE : html`<pre>${program.commandLine('trace', trace)}</pre>`}
  </article> `
}
