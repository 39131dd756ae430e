/** Variables of Kafka's images in an `.env` file. */
import { clusterIdIn } from '../../clusters-apart.ts'
import { note } from '../../collect.ts'
import { topicsOfVariables } from '../../created-topics.ts'
import type { Content, Notice } from '../../document.ts'
import { variableInLine } from '../../env-lines.ts'
import { speaksOfReplication } from '../../keys.ts'
import { nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'
import { keyOfVariable, settingsOfVariables } from '../../variables.ts'
import { clientOfVariables } from '../spring/variables.ts'
import { workerOfVariables } from '../connect/variables.ts'

/** @throws ConfigError. */
export function* readKafkaEnv(source: Source): Steps<Content> {
  const variables: Setting[] = []
  const unread: Notice[] = []
  for (let i = 0; i < source.lineCount; i++) {
    if (i % STEP === STEP - 1) yield
    const variable = variableInLine(source, i)
    if (variable !== undefined) {
      variables.push(variable)
      continue
    }
    const line = source.line(i)
    const message = 'a line that sets nothing is about replication, and not read'
    if (!/^\s*#/.test(line) && speaksOfReplication(line.replaceAll(/[^A-Za-z]/g, '.')))
      note(unread, { message, place: source.place(source.lineStart(i)) })
  }
  const notices: Notice[] = []
  const spring = clientOfVariables({ source, notices, unread }, variables, 'Spring Boot')
  // Of several such files each is a client of its own, as of any that name none.
  const ofSpring = spring?.entries ?? []
  const worker = workerOfVariables({ source, notices, unread }, variables)
  if (worker !== undefined && !variables.some(({ key }) => keyOfVariable(key) !== undefined))
    return { ...worker, entries: [...worker.entries, ...ofSpring], unread, notices: [...notices, ...worker.notices] }
  const settings = settingsOfVariables({ source, notices, unread }, variables)
  const content = yield* nodeContent(source, settings, 'perhaps')
  return {
    ...content,
    marks: [...clusterIdIn(source, variables), ...(content.marks ?? [])],
    topics: topicsOfVariables({ source, notices, unread }, variables),
    entries: [...content.entries, ...ofSpring],
    unread: [...unread, ...(content.unread ?? [])],
    notices: [...notices, ...content.notices],
  }
}
