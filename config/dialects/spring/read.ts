/** Spring Boot: `application.properties` or `application.yml`, of which what stands under `spring.kafka` is read. */
import { Entries, note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { Content, Notice } from '../../document.ts'
import { flatDocuments, withDefault } from '../../flat-file.ts'
import { under } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'
import { retryTopics } from './retry-topics.ts'
import { streamsContent } from '../kafka-streams/application.ts'
import { binderContent, isBinders } from './binder.ts'
import { isKeyLike, isLikeSetting, speaksOfReplication } from '../../keys.ts'
import { type ClientKey, clientKey } from './keys.ts'
import { clientOfProfile, ofActive, profileOf, sayActive } from './profiles.ts'

/** @throws ConfigError. */
export function* readSpring(source: Source): Steps<Content> {
  const notices: Notice[] = []
  const unread: Notice[] = []
  const said = { source, notices, unread }
  const settings: Setting[] = []
  const profiles: { readonly names: readonly string[]; readonly offset: number; readonly document: readonly Setting[] }[] = []
  const documents = yield* flatDocuments(source, /^[ \t]{0,100}spring\.(?:kafka|cloud)\.[^\s=:]{1,300}[ \t]{0,100}=/m)
  if (source.profiles !== undefined) settings.push(...ofActive(said, documents, source.profiles))
  for (const document of source.profiles === undefined ? documents : []) {
    const profile = profileOf(source.file, document)
    if (profile === undefined) settings.push(...document)
    else if (document.some(({ key }) => clientKey(key) !== undefined || isBinders(key) || mayMatter(key))) {
      const isClients = ({ key }: Setting): boolean => clientKey(key) !== undefined || !(isBinders(key) || mayMatter(key))
      if (profile.names !== undefined && document.every(isClients)) profiles.push({ ...profile, names: profile.names, document })
      else
        note(unread, {
          message: `what the profile ${shown(profile.text)} sets is not read: give the configuration that it comes to`,
          place: source.place(profile.offset),
        })
    }
  }
  const ofProfiles = profiles.flatMap(({ names, offset, document }) => {
    const given = document.flatMap((setting): (ClientKey & Setting)[] => {
      const key = clientKey(setting.key)
      return key === undefined ? [] : [{ ...withDefault(setting, said), ...key }]
    })
    const sorted = given.toSorted((a, b) => a.strength - b.strength)
    return names.map((name) => clientOfProfile(said, name, offset, sorted))
  })
  if (source.profiles === undefined)
    sayActive(
      said,
      settings,
      profiles.flatMap(({ names }) => names),
    )
  const found: (ClientKey & Setting)[] = []
  for (const [i, setting] of settings.entries()) {
    if (i % STEP === STEP - 1) yield
    const key = clientKey(setting.key)
    if (key === undefined) {
      if (/^spring\.config\.(?:import|location|additional-location)(?:$|[.[])/.test(setting.key) && setting.value.trim() !== '')
        note(unread, { message: 'what spring.config names is not read here: give it too', place: source.place(setting.offset) })
      const isBroken =
        setting.key.startsWith('spring') &&
        /[=:]|^[a-z-]+(?:\.[a-z-]+)+$/.test(setting.value) &&
        speaksOfReplication(setting.value)
      if ((mayMatter(setting.key) || isBroken) && !isBinders(setting.key) && !setting.key.startsWith('spring.kafka.streams.'))
        note(unread, {
          message: `${keyText(setting.key)} is not read, and may decide something`,
          place: source.place(setting.offset),
        })
      continue
    }
    if (/\$\{[^}:]{0,200}\}/.test(setting.value))
      note(unread, {
        message: `${key.key} is what a variable says that is not in the file, and not read`,
        place: source.place(setting.offset),
        about: key.key,
      })
    else found.push({ ...withDefault(setting, said), ...key })
  }
  const mark = settings.find(({ key }) => key.startsWith('spring.kafka.'))
  const entries = new Entries(source, notices)
  if (mark !== undefined)
    // The container of listeners commits itself (Spring for Apache Kafka since 2.3).
    entries.add({ key: 'enable.auto.commit', value: 'false', layer: 'vendor', offset: mark.offset })
  const sorted = found.toSorted((a, b) => a.strength - b.strength)
  for (const { key, value, layer, offset } of sorted) entries.add({ key, value, layer, offset })
  const ofBoot = sorted.map(({ key, value, layer, offset }) => ({ key, value, layer, offset }))
  const binder = binderContent(
    said,
    settings.map((setting) => (clientKey(setting.key) === undefined ? withDefault(setting, said) : setting)),
    ofBoot,
  )
  const streams = under('spring.kafka.streams.', settings).map((setting) => ({
    ...setting,
    key: setting.key
      .replace(/^properties\.\[?|\]$/g, '')
      .replace(/^(?:replication-factor|replicationFactor)$/, 'replication.factor'),
  }))
  const retried = retryTopics(said, settings, ofBoot)
  const [first] = streams
  const parts = [
    ...(binder === undefined ? [] : [binder]),
    ...(first === undefined ? [] : [streamsContent(said, 'Kafka Streams', streams, first.offset)]),
  ]
  const rest = joinedContent(parts)
  // Where all clients are the binder's or those of Streams, none goes without a name.
  return {
    ...rest,
    topics: [...rest.topics, ...retried],
    clients: [...(rest.clients ?? []), ...ofProfiles],
    entries: parts.length > 0 && found.length === 0 ? [] : entries.list,
    unread,
    complete: false,
    notices: [...notices, ...rest.notices],
  }
}

/** Whether a key of Spring's for Kafka that is not read looks as if it bore on replication. */
const mayMatter = (key: string): boolean =>
  !key.startsWith('spring.kafka.admin.') &&
  /kafka|producer|consumer|^spring\.cloud\.stream/i.test(key) &&
  isLikeSetting(key.replace(/^.*\./, ''))

/** A key as it may be shown: what stands in its place in a broken file may be anything. */
const keyText = (key: string): string => (isKeyLike(key.toLowerCase()) ? shown(key) : 'a key here')
