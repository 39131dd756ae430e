/** The forms of a validation: which are wanted, and what is in each. */
import { baselineOf } from '../../guarantees/baseline.ts'
import type { Validation } from '../../guarantees/result.ts'
import { jsonText } from '../../text/json-text.ts'
import type { Paint } from '../../text/span.ts'
import type { Program } from '../program.ts'
import { validationHtml } from './html.ts'
import { validationJson } from './json.ts'
import { validationJunit } from './junit.ts'
import { validationMarkdown } from './markdown.ts'
import type { Places } from './paths.ts'
import { validationSarif } from './sarif.ts'
import { validationText } from './text.ts'

/** The flags that say which forms are wanted; those with a value name a file. */
export interface FormFlags {
  readonly json: boolean
  readonly markdown: boolean
  readonly junit?: string
  readonly sarif?: string
  readonly html?: string
  readonly writeBaseline?: string
  readonly quiet: boolean
  readonly verbose: boolean
  readonly allowIncomplete: boolean
}

/** The one form that goes to standard output. */
export function printedForm(
  validation: Validation,
  flags: FormFlags,
  { program, paint, width }: { readonly program: Program; readonly paint: Paint; readonly width: number },
): string {
  if (flags.json) return jsonText(validationJson(validation, program))
  if (flags.markdown) return validationMarkdown(validation, program)
  const detail = flags.quiet ? 'quiet' : flags.verbose ? 'verbose' : 'folded'
  return validationText(validation, { program, paint, width, detail })
}

/** The forms that go to files: what each flag names, and the text, made when it is written. */
export function filedForms(
  validation: Validation,
  { junit, sarif, html, writeBaseline, allowIncomplete }: FormFlags,
  program: Program,
  places: Places,
): readonly { readonly file: string; readonly text: () => string }[] {
  const forms: readonly (readonly [string | undefined, () => string])[] = [
    [junit, () => validationJunit(validation, program, { allowIncomplete })],
    [writeBaseline, () => jsonText(baselineOf(validation))],
    [html, () => validationHtml(validation, program)],
    [sarif, () => jsonText(validationSarif(validation, program, places))],
  ]
  return forms.flatMap(([file, text]) => (file === undefined ? [] : [{ file, text }]))
}
