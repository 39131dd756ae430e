/** A file of properties for Kafka Streams. */
import { shown } from '../../config-error.ts'
import type { Content } from '../../document.ts'
import type { Found } from '../../named-client.ts'
import { propertiesOf } from '../../property-list.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { refuseTemplate } from '../properties/other-files.ts'
import { streamsContent } from './application.ts'

/** @throws ConfigError. */
export function* readKafkaStreams(source: Source): Steps<Content> {
  const found: Found = { source, notices: [], unread: [] }
  const settings = propertiesOf(source)
  refuseTemplate(source, settings)
  const id = settings.find(({ key }) => key === 'application.id')
  const title = id === undefined ? 'Kafka Streams' : `Kafka Streams ${shown(id.value.trim())}`
  const content = streamsContent(found, title, settings, (id ?? settings[0])?.offset ?? 0)
  yield
  return { ...content, unread: found.unread, notices: [...found.notices, ...content.notices] }
}
