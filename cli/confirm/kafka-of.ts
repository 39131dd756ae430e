/** Which Kafka a trace is replayed on. */
import { resolve } from 'node:path'
import { kafkaIn, kafkasIn } from '../../cluster/kafka/home.ts'
import type { Kafka } from '../../cluster/nodes/java.ts'
import { type KafkaVersion, releaseOf, since } from '../../model/kraft/versions.ts'
import { UserError } from '../../machine/errors.ts'
import { kafkaFolder } from '../kafka.ts'
import { programStarted } from '../started-by.ts'
import type { Terminal } from '../terminal.ts'

/** The Kafka that `--kafka` names, else KAFKA_HOME, else the newest that was fetched of the trace's release. @throws UserError TM-601 that says how to come by one. */
export function kafkaOf(asked: string | undefined, version: KafkaVersion, terminal: Terminal): Kafka {
  const fetched = kafkasIn(kafkaFolder(terminal.env))
  const fetch = (release: string): string => programStarted(terminal.env).commandLine('kafka', release)
  if (asked !== undefined) {
    const found = fetched.find((kafka) => kafka.version === asked) ?? kafkaIn(resolve(terminal.cwd, asked))
    if (found !== undefined) return found
    const how = /^\d+\.\d+\.\d+$/.test(asked) ? `was not fetched: ${fetch(asked)}` : 'is no folder with the jars of Kafka'
    throw new UserError('TM-601', `--kafka: ${asked} ${how}`)
  }
  const home = terminal.env['KAFKA_HOME']
  const atHome = home === undefined || home === '' ? undefined : kafkaIn(resolve(terminal.cwd, home))
  const found = atHome ?? fetched.find((kafka) => releaseOf(kafka.version) === version)
  if (found !== undefined) return found
  const release = version.split('.').length === 2 ? `${version}.0` : version
  throw new UserError('TM-601', `there is no Kafka ${version} to run: ${fetch(release)} fetches it; --kafka names another`)
}

/** The release whose rules the model takes for a Kafka. @throws UserError TM-601 that names the flag when the model knows none on KRaft. */
export function releaseRun({ version }: Kafka, flag: string): KafkaVersion {
  const release = releaseOf(version)
  if (release === undefined || !since(release, '3.3'))
    throw new UserError('TM-601', `${flag}: the model knows no release ${version} on KRaft`)
  return release
}
