/** What `aws kafka` prints of a revision of a configuration, and of a cluster. */
import { joinedContent } from '../../content.ts'
import type { Content } from '../../document.ts'
import { inBase64 } from '../../embedded.ts'
import { firstMember, member, parseJson } from '../../json-tree.ts'
import { nodeContent } from '../../node-settings.ts'
import { propertiesOf } from '../../property-list.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { controllerOfMsk, vendorContent } from '../../vendors.ts'

/** @throws ConfigError. */
export function* readAwsMsk(source: Source): Steps<Content> {
  const root = parseJson(source)
  const given = firstMember(root, ['ServerProperties'])
  const cluster = member(root, 'ClusterInfo')
  const info = member(cluster, 'Provisioned') ?? cluster
  const brokers = firstMember(info, ['NumberOfBrokerNodes'])
  const version = firstMember(member(info, 'CurrentBrokerSoftwareInfo'), ['KafkaVersion'])
  const parts: Content[] = [vendorContent('msk', source.place(root.offset))]
  if (given !== undefined) {
    const inner =
      inBase64(source, given.text, given.offset) ?? source.fail(given.offset, 'has ServerProperties that are not base64')
    parts.push(yield* nodeContent(inner, propertiesOf(inner), true))
  }
  const unread =
    given === undefined
      ? [
          {
            message: 'the configuration of this cluster is not in it: give aws kafka describe-configuration-revision too',
            place: source.place(root.offset),
          },
        ]
      : []
  return joinedContent([
    ...parts,
    {
      ...joinedContent([]),
      unread,
      versions:
        version === undefined
          ? []
          : [
              {
                value: version.text.replace(/\.kraft$/, '').replace(/\.x$/, ''),
                place: source.place(version.offset),
                of: 'release',
              },
            ],
      evidence: version === undefined ? [] : controllerOfMsk(version.text, source.place(version.offset)),
      brokers:
        brokers === undefined || !/^\d{1,6}$/.test(brokers.text)
          ? []
          : [{ count: Number(brokers.text), place: source.place(brokers.offset), isCertain: true }],
    },
  ])
}
