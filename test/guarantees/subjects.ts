/** What texts hold: every topic and client that is asked for by itself. */
import { finished } from '../../config/index.ts'
import { casesOf } from '../../guarantees/cases.ts'
import { read } from '../config/samples.ts'

/** The subjects of texts by their names, each with what is not Kafka's default: `key=value layer`. The release settles what is open. */
export function subjects(...texts: readonly string[]): Record<string, string[]> {
  const documents = texts.map((text, i) => read(text, `f${i}`))
  const { cases } = finished(casesOf([], documents, false, { headVersion: '3.9', controller: 'kraft' }))
  return Object.fromEntries(
    cases.map(({ topics, head }) => [
      topics.join('; '),
      head.effective.values.flatMap(({ key, value, layer }) =>
        layer === 'default' || layer === 'assumed' ? [] : [`${key}=${value} ${layer}`],
      ),
    ]),
  )
}
