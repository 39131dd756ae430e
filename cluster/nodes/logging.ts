/** What the nodes write to their logs: warnings, and the state changes of partitions, which are evidence. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kafka } from './java.ts'

const LOG4J2 = `status=error
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=info
rootLogger.appenderRef.out.ref=out
`

const LOG4J = `log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n
`

/** The flags that make a node log, with log4j 2 from Kafka 4.0 on and log4j before it. */
export function loggingOf({ version }: Kafka, folder: string): readonly string[] {
  const isNew = Number.parseInt(version, 10) >= 4
  const file = join(folder, isNew ? 'log4j2.properties' : 'log4j.properties')
  if (!existsSync(file)) writeFileSync(file, isNew ? LOG4J2 : LOG4J)
  return [isNew ? `-Dlog4j2.configurationFile=${file}` : `-Dlog4j.configuration=file:${file}`]
}
