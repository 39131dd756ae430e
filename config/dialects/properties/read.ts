/** `.properties`: server, topic, producer or consumer configuration, or a profile that holds some of each. */
import type { Content } from '../../document.ts'
import { nodeContent } from '../../node-settings.ts'
import { propertiesOf } from '../../property-list.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { nothingOf, otherFile, refuseTemplate } from './other-files.ts'

/** Values as `java.util.Properties` reads them. @throws ConfigError. */
export function* readProperties(source: Source): Steps<Content> {
  const all = propertiesOf(source)
  refuseTemplate(source, all)
  const other = otherFile(all)
  if (other !== undefined) return nothingOf(source, other)
  return yield* nodeContent(source, all)
}
