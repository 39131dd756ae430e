/** What the parts of the page of a validation are made of. */
import { Html, html } from '../../text/markup.ts'

/** Nothing at all. */
export const NONE = new Html('')

/** A list of what there is; nothing when there is nothing. */
export const list = (items: readonly Html[]): Html =>
  items.length === 0
    ? NONE
    : html`<ul>
        ${items.map((one) => html`<li>${one}</li>`)}
      </ul> `
