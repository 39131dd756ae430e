/** A validation as a page of its own: nothing is loaded from anywhere, and no code is in it. */
import { placeText } from '../../config/index.ts'
import { type Subject, type Validation } from '../../guarantees/result.ts'
import type { TransactionsTable } from '../../guarantees/transactions-result.ts'
import { ranked } from '../../guarantees/rank.ts'
import { counted } from '../../text/counted.ts'
import { Html, html } from '../../text/markup.ts'
import type { Role } from '../../text/span.ts'
import type { Program } from '../program.ts'
import { acceptedLines } from './accepted.ts'
import { breaksBy, type CellWords, matrixNote, rowWords, tableNote } from './cells.ts'
import { codeHeadlineOf } from './code.ts'
import { type ConfigRow, configRows, notesOf, offsetsRows, warningsOf } from './configuration.ts'
import { boundsLines, exploredText } from './explored.ts'
import { eitherWayTexts, MARK, markedWords, markNote, otherwise } from './either-way.ts'
import { headlineOf, missingTexts, neverHeldRuns, otherDeltas, vacuousText } from './headline.ts'
import { STYLE } from './html-style.ts'
import { destroyedText } from './losses.ts'
import { envelopeTitle, guaranteeTitle, sidesOf, topicsText } from './names.ts'
import { transactionsIntro, transactionsLossText, transactionsWords } from './transactions.ts'
import { NONE, list } from './html-parts.ts'
import { codeArticle, lossArticle } from './html-losses.ts'

/** The page, to be written to a file. */
export function validationHtml(validation: Validation, program: Program): string {
  const { subjects, destroyed } = validation
  const words = subjects.map((subject) => headlineOf(validation, subject).word)
  const [worst = destroyed.length > 0 ? 'LOST' : 'VACUOUS'] = [
    'LOST',
    'REFUTED',
    'ERROR',
    'INCOMPLETE',
    'IGNORED',
    'HOLDS',
  ].filter((word) => words.some((w) => w === word))
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${destroyed.length > 0 ? 'LOST' : worst}: tidemark validate</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>tidemark validate</h1>
          <p class="quiet">${validation.level}, tidemark ${program.version}: ${exploredText(validation)}</p>
          ${destroyed.map((one) => answer('LOST', destroyedText(one), 'bad'))}
          ${subjects.length + destroyed.length === 0 ? answer('VACUOUS', 'no topic changes, so nothing was checked', 'plain') : NONE}
          ${subjects.length > 1 ? overview(validation) : NONE}
          ${[...twoWays(validation), ...subjects.map((subject, i) => subjectSection(validation, subject, i, program))]}
          ${(validation.transactions ?? []).map((one) => transactionsSection(validation, one))}
          ${list(acceptedLines(validation).map(({ label, text }) => html`<span class="word">${label}:</span> ${text}`))}
          ${validation.unread === undefined ? NONE : list(validation.unread.map(({ file, reason }) => html`not read: <code>${file}</code>: ${reason}`))}
        </main>
      </body>
    </html> `.text
}

const answer = (word: string, text: string, role: Role): Html =>
  html`<div class="answer ${role}"><span class="word ${role}">${word}</span> ${text}</div> `

/** What tables of one configuration differ in. */
const twoWays = (validation: Validation): Html[] =>
  eitherWayTexts(validation).map(
    ([first = '', ...others]) =>
      html`<section>
        <p><span class="word">Two ways:</span> ${first}</p>
        ${list(others.map((text) => html`${text}`))}
      </section> `,
  )

const idOf = (index: number): string => `topics-${index + 1}`

/** Topics by guarantees; each leads to its own part of the page. */
function overview(validation: Validation): Html {
  const { subjects, guarantees } = validation
  return html`<section>
    <h2>${counted(subjects.length, 'group')} of topics</h2>
    <div class="scroll" tabindex="0">
      <table>
        <thead>
          <tr>
            <th>topics</th>
            <th>answer</th>
            <th>breaks by</th>
            ${guarantees.map((id) => html`<th>${guaranteeTitle(id)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${ranked(subjects).map((subject) => {
            const { word, role } = headlineOf(validation, subject)
            return html`<tr>
              <th scope="row"><a href="#${idOf(subjects.indexOf(subject))}">${topicsText(subject)}</a></th>
              <td class="${role}">${word}</td>
              ${cell(breaksBy(subject))} ${guarantees.map((id) => cell(rowWords(validation, subject, id)))}
            </tr> `
          })}
        </tbody>
      </table>
    </div>
    <p class="quiet">${matrixNote(validation)}</p>
  </section> `
}

const cell = ({ text, role, beside }: CellWords): Html =>
  html`<td class="${text.replace(`${MARK} `, '').startsWith('ignored') ? 'ignored' : role}">
    ${text}${beside === undefined ? NONE : html`<span class="beside ${beside.role}">${beside.text}</span>`}
  </td>`

function subjectSection(validation: Validation, subject: Subject, index: number, program: Program): Html {
  const { word, text, role } = headlineOf(validation, subject)
  const code = codeHeadlineOf(validation, subject)
  const { gained, stronger, never } = otherDeltas(subject)
  const other = otherwise(validation, subject)
  const note = [markNote(other), tableNote(validation, subject)].filter((text) => text !== '').join(' ')
  const said = (label: string, what: string): Html =>
    what === ''
      ? NONE
      : html`<dt>${label}</dt>
          <dd>${what}</dd>`
  return html`<section id="${idOf(index)}">
    <h2>${topicsText(subject)}</h2>
    ${answer(word, text, role)}${answer(code.word, code.text, code.role)}
    ${list(warningsOf(subject).map((one) => html`<span class="word">${one.label}:</span> ${one.text}`))}
    ${guaranteeTable(validation, subject, other)} ${note === '' ? NONE : html`<p class="quiet">${note}</p>`}
    ${subject.losses.map((loss) => lossArticle(subject, loss, program))} ${codeArticle(validation, subject, program)}
    <dl>
      ${[
        said('Gained', gained),
        said('Stronger', stronger),
        said('Not held', never === '' ? '' : `before or after: ${never}`),
        ...neverHeldRuns(subject).map((run) => said('Replay', `${run.said}: ${program.commandLine('trace', run.trace)}`)),
        said('Vacuous', vacuousText(subject) === '' ? '' : `nothing was promised, which is no proof: ${vacuousText(subject)}`),
        ...missingTexts(subject).map((missing) => said('Missing', missing)),
        ...subject.rolloutNotes.map((one) => said('Roll-out', one)),
      ]}
    </dl>
    ${configuration(validation, subject)}
  </section> `
}

const guaranteeTable = ({ guarantees, envelopes }: Validation, subject: Subject, other: Subject | undefined): Html =>
  html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          <th>guarantee</th>
          ${envelopes.map((id) => html`<th>${envelopeTitle(id)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${guarantees.map(
          (id) =>
            html`<tr>
              <th scope="row">${guaranteeTitle(id)}</th>
              ${envelopes.map((e) => cell(markedWords(other, subject, id, e)))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `

function configuration({ assumptions }: Validation, subject: Subject): Html {
  const sides = sidesOf(subject)
  const value = (v: ConfigRow['values'][number]): Html =>
    v === undefined
      ? html`<td>not set</td>`
      : html`<td>
          <code>${v.value}</code> <span class="quiet">${v.source}${v.place === undefined ? '' : `, ${placeText(v.place)}`}</span>
        </td>`
  const row = (r: ConfigRow, of = ''): Html =>
    html`<tr>
      <th scope="row"><code>${r.key}</code>${of}${r.changed ? ' (changed)' : ''}</th>
      ${r.values.map(value)}
    </tr> `
  const keys = sides.flatMap(({ label, ignored }) =>
    ignored === 0
      ? []
      : [html`${sides.length > 1 ? `${label}: ` : ''}${counted(ignored, 'key')} without influence on replication`],
  )
  return html`<details>
    <summary>Effective configuration, bounds and assumptions</summary>
    <div class="scroll" tabindex="0">
      <table class="keys">
        <thead>
          <tr>
            <th>key</th>
            ${sides.map(({ label }) => html`<th>${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Kafka</th>
            ${sides.map(({ version }) => html`<td>${version}</td>`)}
          </tr>
          ${configRows(subject).map((r) => row(r))}${offsetsRows(subject).map((r) => row(r, ' of __consumer_offsets'))}
        </tbody>
      </table>
    </div>
    ${list([
      ...notesOf(subject).map((note) => html`${note}`),
      ...keys,
      ...boundsLines(subject).map(({ who, text }) => html`${who}: ${text}`),
      ...assumptions.map((text) => html`assumed: ${text}`),
    ])}
  </details>`
}

const transactionsSection = ({ envelopes }: Validation, one: TransactionsTable): Html =>
  html`<section>
    <h2>Transactions${one.topics.length === 0 ? '' : ` that write to ${one.topics.join(', ')}`}</h2>
    <p>${transactionsIntro(one)}</p>
    <div class="scroll" tabindex="0">
      <table>
        <thead>
          <tr>
            <th>transactions</th>
            ${envelopes.map((id) => html`<th>${envelopeTitle(id)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${one.rows.map(
            ({ id, title }) =>
              html`<tr>
                <th scope="row">${title}</th>
                ${envelopes.map((envelope) => {
                  const found = transactionsWords(one, id, envelope)
                  return found === undefined ? html`<td>not checked</td>` : cell(found)
                })}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${one.losses.map(
      (loss) =>
        html`<article>
          <h3 class="bad">${one.base === undefined ? 'REFUTED' : 'LOST'}</h3>
          <p>${transactionsLossText(one, loss)} ${loss.story.because}</p>
          <details>
            <summary>${counted(loss.story.steps.length, 'step')}</summary>
            <ol class="steps">
              ${loss.story.steps.map(({ action, summary }) => html`<li><code>${action}</code> ${summary}</li> `)}
            </ol>
          </details>
        </article>`,
    )}
    ${list(one.notes.map((note) => html`${note}`))}
  </section> `
