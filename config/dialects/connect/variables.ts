/** A Connect worker as the variables that its images take: `cp-kafka-connect`, Debezium's. */
import type { Content } from '../../document.ts'
import type { Found } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import { noticeAt, withShellDefault } from '../../variables.ts'
import { workerContent } from './worker.ts'

/** Variables of start scripts, which are no keys of a worker. */
const OTHERS = /^CONNECT_(?:LOG4J|JMX|REST_ADVERTISED_LISTENER|OPTS|HOME|CUB_)/

/** `CONNECT_A_B` is `a.b`. Undefined when the variables configure no worker. */
export function workerOfVariables(found: Found, variables: readonly Setting[]): Content | undefined {
  const say = noticeAt(found.notices, (offset) => found.source.place(offset))
  const settings = variables.flatMap((variable): Setting[] => {
    const [, name] = /^CONNECT_([A-Z][A-Z0-9_]{1,200})$/.exec(variable.key) ?? []
    return name === undefined || OTHERS.test(variable.key)
      ? []
      : [withShellDefault({ ...variable, key: name.toLowerCase().replaceAll('__', '-').replaceAll('_', '.') }, say)]
  })
  return settings.some(({ key }) =>
    /^(?:(?:config|offset|status)\.storage|key\.converter|group\.id|producer\.|consumer\.)/.test(key),
  )
    ? workerContent(found, settings)
    : undefined
}
