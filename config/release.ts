/** Which release of Kafka runs, from all that is evidence of it. */
import { CURRENT_VERSION, KAFKA_VERSIONS, type KafkaVersion, since } from '../model/kraft/versions.ts'
import type { Shared } from './cluster.ts'
import { ConfigError, shown } from './config-error.ts'
import type { Evidence, GivenVersion, Notice } from './document.ts'
import type { ResolveRequest, VersionFrom } from './effective.ts'
import { kafkaVersionOf, TOLD_APART } from './kafka-version.ts'
import { unrepaired } from './patches.ts'
import { rulesOf } from './protocol-version.ts'

interface Versions {
  readonly version: KafkaVersion
  readonly versionFrom: VersionFrom
  /** metadata.version or inter.broker.protocol.version, when given. */
  readonly protocol: KafkaVersion | undefined
  /** A release that is newer than the newest known, and checked as that. */
  readonly newer?: Notice
}

export function resolveVersion(
  { versions: all, evidence }: Shared,
  request: ResolveRequest,
  notes: string[],
  notices: Notice[],
): Versions {
  // Of equal weight the last counts.
  const releases = all.filter((given) => given.of === 'release').toSorted((a, b) => weightOf(a) - weightOf(b))
  const protocols = all.filter((given) => given.of === 'protocol')
  const protocolGiven = protocols.at(-1)
  const protocol = protocolGiven === undefined ? undefined : protocolAt(protocolGiven)
  const release = releases.at(-1) ?? protocolGiven
  for (const earlier of releases.slice(0, -1))
    if (release !== undefined && earlier.value !== release.value)
      notices.push({
        message: `Kafka ${shown(earlier.value)} ${earlier.isTag === true && release.isTag !== true ? 'of an image does not count beside' : `does not count: a later ${earlier.place.file === release.place.file ? 'line' : 'file'} says`} ${shown(release.value)}`,
        place: earlier.place,
      })
  const sayDropped = (version: KafkaVersion): void => {
    for (const { below, why, isWeak, place } of evidence.filter(isUpper))
      if (isWeak === true && since(version, below))
        notices.push({ message: `${why}, and ${version} is checked: if it is used, give the release of the brokers`, place })
  }
  if (request.version !== undefined) {
    const read = release === undefined ? undefined : kafkaVersionOf(release.value)
    if (release !== undefined && read?.version !== request.version)
      notices.push({
        message: `Kafka ${shown(release.value)} does not count: ${request.version} is asked for`,
        place: release.place,
      })
    return { version: request.version, versionFrom: { from: 'flag' }, protocol }
  }
  const lowest = evidence
    .filter(isUpper)
    .filter(({ isWeak }) => isWeak !== true)
    .reduce<Upper | undefined>((low, one) => (low === undefined || !since(one.below, low.below) ? one : low), undefined)
  const highest = evidence
    .filter(isLower)
    .reduce<Lower | undefined>((high, one) => (high === undefined || since(one.from, high.from) ? one : high), undefined)
  if (release === undefined) {
    if (lowest !== undefined && highest !== undefined && since(highest.from, lowest.below))
      notices.push({
        message: `it must be ${highest.from} or later, since ${highest.why}, and before ${lowest.below}, since ${lowest.why}: both cannot be`,
        place: highest.place,
      })
    const version = lowest === undefined ? CURRENT_VERSION : newestBefore(lowest.below)
    const why = lowest === undefined ? '' : `, the newest before ${lowest.below}, since ${lowest.why}`
    notes.push(`no file gives Kafka's version: ${version} is assumed${why}`)
    sayDropped(version)
    return { version, versionFrom: { from: 'assumed' }, protocol }
  }
  const { version, newer } = versionAt(release)
  if (lowest !== undefined && since(version, lowest.below))
    notices.push({
      message: `Kafka ${shown(release.value)} is given, but it must be a release before ${lowest.below}, since ${lowest.why}`,
      place: lowest.place,
    })
  if (highest !== undefined && !since(version, highest.from))
    notices.push({
      message: `Kafka ${shown(release.value)} is given, and ${highest.from} or later would be expected, since ${highest.why}`,
      place: highest.place,
    })
  sayDropped(version)
  notes.push(...(release.of === 'release' ? unrepaired(release.value) : []))
  const tooNew: Notice = {
    message: `Kafka ${shown(release.value)} is newer than this tool knows (${version}): checked as ${version}`,
    place: release.place,
  }
  if (protocolGiven !== undefined && protocol !== undefined && !since(protocol, version))
    notices.push({
      message: `metadata.version or inter.broker.protocol.version ${shown(protocolGiven.value)} is below Kafka ${version}: rules that need a newer one are off`,
      place: protocolGiven.place,
    })
  const versionFrom: VersionFrom = { from: 'file', given: release.value, place: release.place }
  return { version, versionFrom, protocol, ...(newer && { newer: tooNew }) }
}

type Upper = Evidence & { readonly below: KafkaVersion }
type Lower = Evidence & { readonly from: KafkaVersion }
const isUpper = (one: Evidence): one is Upper => one.below !== undefined
const isLower = (one: Evidence): one is Lower => one.from !== undefined

/** The rules that a protocol version brings with it. @throws ConfigError. */
const protocolAt = (given: GivenVersion): KafkaVersion => rulesOf(versionAt(given).version, given.value)

const weightOf = ({ isTag }: GivenVersion): number => (isTag === true ? 0 : 1)

const newestBefore = (release: KafkaVersion): KafkaVersion => TOLD_APART[TOLD_APART.indexOf(release) - 1] ?? KAFKA_VERSIONS[0]

/** @throws ConfigError when it is no version, or one before the model's first. */
function versionAt(given: GivenVersion): { version: KafkaVersion; newer: boolean } {
  const read = kafkaVersionOf(given.value)
  if (read === undefined)
    throw new ConfigError(
      `Kafka's version must be one such as 4.1.0, and at least ${KAFKA_VERSIONS[0]}, not ${shown(given.value)}`,
      given.place,
    )
  return read
}
