import { harmlessJson } from '../../text/json-text.ts'
import type { ReportData } from '../../traces/report-types.ts'

/** Where the data goes in the template. The template is built from `web/report` and contains it once. */
export const DATA_PLACE = '<!--trace-data-->'

/**
 * The report: the built page with the trace inside, as one file that needs nothing else. The data is JSON in a script element that
 * is never run; `<` is escaped, so that nothing in a trace can end the element.
 * @throws RangeError when the template has no place for the data.
 */
export function renderHtml(template: string, data: ReportData): string {
  const at = template.indexOf(DATA_PLACE)
  if (at < 0) throw new RangeError('the template of the report has no place for the data')
  const script = `<script type="application/json" id="trace-data">${jsonForScript(data)}</script>`
  return template.slice(0, at) + script + template.slice(at + DATA_PLACE.length)
}

/** JSON that may stand inside a script element. */
export const jsonForScript = (data: unknown): string => harmlessJson(JSON.stringify(data)).replaceAll('<', String.raw`\u003c`)
