/** Resources of Strimzi that run Kafka Connect. */
import { joinedContent } from '../../content.ts'
import type { Content } from '../../document.ts'
import type { Found } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import { at, settingsIn, textOf, valueOffset } from '../../yaml-config.ts'
import type { Member, YamlFile } from '../../yaml-tree.ts'
import { connectorContent } from '../connect/connector.ts'
import { workerContent } from '../connect/worker.ts'

type Kind = 'KafkaConnect' | 'KafkaConnector' | 'KafkaMirrorMaker2'

/** Connectors of a mirror, and the class of each. */
const OF_MIRROR = [
  ['sourceConnector', 'MirrorSourceConnector'],
  ['checkpointConnector', 'MirrorCheckpointConnector'],
  ['heartbeatConnector', 'MirrorHeartbeatConnector'],
] as const

/** @throws ConfigError. */
export function connectResource(found: Found, file: YamlFile, kind: Kind, members: ReadonlyMap<string, Member>): Content {
  const named = at(file, members.get('metadata')?.value, 'name')
  const name = textOf(file, named) ?? 'without a name'
  const spec = members.get('spec')?.value
  const offset = named === undefined ? 0 : valueOffset(file, named)
  const start: Setting = { key: '', value: '', offset }
  switch (kind) {
    case 'KafkaConnect':
      return workerContent(found, [start, ...settingsIn(file, at(file, spec, 'config'))])
    case 'KafkaConnector': {
      const ofClass = at(file, spec, 'class')
      const value = textOf(file, ofClass)
      const given =
        ofClass === undefined || value === undefined
          ? []
          : [{ key: 'connector.class', value, offset: valueOffset(file, ofClass) }]
      return connectorContent(found, name, [...given, ...settingsIn(file, at(file, spec, 'config'))], offset)
    }
    case 'KafkaMirrorMaker2': {
      const title = `MirrorMaker2 ${name}`
      const target = at(file, spec, 'target', 'config')
      const alias = textOf(file, at(file, spec, 'connectCluster'))
      const clusters = file.items(at(file, spec, 'clusters')) ?? []
      const worker =
        target ??
        at(
          file,
          clusters.find((one) => textOf(file, at(file, one, 'alias')) === alias),
          'config',
        )
      const mirrors = (file.items(at(file, spec, 'mirrors')) ?? []).flatMap((mirror) => {
        const from = textOf(file, at(file, mirror, 'sourceCluster')) ?? textOf(file, at(file, mirror, 'source', 'alias'))
        return OF_MIRROR.flatMap(([part, ofClass]): Content[] => {
          const connector = at(file, mirror, part)
          const given = settingsIn(file, at(file, connector, 'config'))
          const settings = [{ key: 'connector.class', value: ofClass, offset }, ...given]
          const what = `${ofClass.replace(/^Mirror|Connector$/g, '').toLowerCase()} of ${name}${from === undefined ? '' : ` from ${from}`}`
          return connector === undefined ? [] : [connectorContent(found, what, settings, offset, title)]
        })
      })
      return joinedContent([workerContent(found, [start, ...settingsIn(file, worker)], title), ...mirrors])
    }
  }
}
