/** Variables of Kafka's images in an `.env` file. */
import { note } from '../../collect.ts'
import type { Content, Notice } from '../../document.ts'
import { speaksOfReplication } from '../../keys.ts'
import { nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'
import { keyOfVariable, noticeAt, settingsOfVariables } from '../../variables.ts'
import { clientOfVariables } from '../spring/variables.ts'
import { workerOfVariables } from '../connect/variables.ts'

/** `export` before, quotes around, and a comment after a value without them. @throws ConfigError. */
export function* readKafkaEnv(source: Source): Steps<Content> {
  const variables: Setting[] = []
  const unread: Notice[] = []
  for (let i = 0; i < source.lineCount; i++) {
    if (i % STEP === STEP - 1) yield
    const line = source.line(i)
    const [, before, name] = /^(\s{0,100}(?:export\s{1,100})?([A-Za-z_][A-Za-z0-9_]{0,200})\s{0,100}=\s{0,100})/.exec(line) ?? []
    if (before === undefined || name === undefined) {
      const message = 'a line that sets nothing is about replication, and not read'
      if (!/^\s*#/.test(line) && speaksOfReplication(line.replaceAll(/[^A-Za-z]/g, '.')))
        note(unread, { message, place: source.place(source.lineStart(i)) })
      continue
    }
    const rest = line.slice(before.length)
    const quote = /^["']/.exec(rest)?.[0]
    const end = quote === undefined ? -1 : rest.indexOf(quote, 1)
    const value = quote !== undefined && end > 0 ? rest.slice(1, end) : withoutComment(rest)
    variables.push({ key: name, value, offset: source.lineStart(i) + before.length + (quote !== undefined && end > 0 ? 1 : 0) })
  }
  const notices: Notice[] = []
  const spring = clientOfVariables({ source, notices, unread }, variables, 'Spring Boot')
  // Of several such files each is a client of its own, as of any that name none.
  const ofSpring = spring?.entries ?? []
  const worker = workerOfVariables({ source, notices, unread }, variables)
  if (worker !== undefined && !variables.some(({ key }) => keyOfVariable(key) !== undefined))
    return { ...worker, entries: [...worker.entries, ...ofSpring], unread, notices: [...notices, ...worker.notices] }
  const settings = settingsOfVariables(
    variables,
    noticeAt(notices, (offset) => source.place(offset)),
  )
  const content = yield* nodeContent(source, settings, true)
  return {
    ...content,
    entries: [...content.entries, ...ofSpring],
    unread: [...unread, ...(content.unread ?? [])],
    notices: [...notices, ...content.notices],
  }
}

function withoutComment(text: string): string {
  const comment = text.search(/\s#/)
  return (comment < 0 ? text : text.slice(0, comment)).trimEnd()
}
