/** Files that lie beside Kafka's and look like them: what they are is said, and that they decide nothing of a topic. */
import type { Content } from '../../document.ts'
import type { Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'

interface OtherFile {
  readonly title: string
  readonly isMark: (key: string) => boolean
}

const among = (...keys: readonly string[]) => {
  const marks = new Set(keys)
  return (key: string): boolean => marks.has(key)
}

const OTHER_FILES: readonly OtherFile[] = [
  { title: 'log4j', isMark: (key) => /^(?:log4j\.|appender\.|rootLogger\b)/.test(key) },
  { title: 'ZooKeeper', isMark: among('dataDir', 'clientPort', 'tickTime') },
]

/** What a file configures that is not Kafka. */
export function otherFile(properties: readonly Setting[]): { readonly title: string; readonly mark: Setting } | undefined {
  for (const { title, isMark } of OTHER_FILES) {
    const mark = properties.find(({ key }) => isMark(key))
    if (mark !== undefined) return { title, mark }
  }
  return undefined
}

export const nothingOf = (source: Source, { title, mark }: { readonly title: string; readonly mark: Setting }): Content => ({
  entries: [],
  topics: [],
  complete: false,
  notices: [{ message: `this is the configuration of ${title}: nothing of it counts here`, place: source.place(mark.offset) }],
})

/** @throws ConfigError when Jinja, Helm or ERB has still to put values in. */
export function refuseTemplate(source: Source, properties: readonly Setting[]): void {
  for (const { key, value, offset } of properties)
    if (/\{\{|\{%|<%/.test(key) || /\{\{|\{%|<%/.test(value))
      source.fail(
        Math.min(offset, source.text.length),
        'is a template ({{ … }} or {% … %}), not a .properties file: give what it renders to',
      )
}
