/** Micronaut Kafka: `kafka.producers.NAME`, `kafka.consumers.NAME`, above `kafka`. Each is a client; `default` is of those without a section. */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { Client, Content } from '../../document.ts'
import { flatDocuments, withDefault } from '../../flat-file.ts'
import { isProperties, profileOfFile } from '../../profile-files.ts'
import { inOrderOfProfiles } from '../../profile-order.ts'
import { isKeyLike, isKnown, isLikeSetting, isRead, sidesOf, speaksOfReplication } from '../../keys.ts'
import { byName, clientNamed, type Found, lastOfEach, under } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { streamsContent } from '../kafka-streams/application.ts'

/** @throws ConfigError. */
export function* readMicronaut(source: Source): Steps<Content> {
  const found: Found = { source, notices: [], unread: [] }
  const documents = yield* flatDocuments(source, /^[ \t]{0,20}(?:kafka|micronaut)\.[^\s=:]{1,300}[ \t]{0,20}=/m)
  const every = ofEnvironments(found, documents.flat()).map((setting) => withDefault(setting, found))
  // Which of the two formats counts is the order of their loaders, which nothing in the files says.
  const fileOf = ({ offset }: Setting): string => source.place(offset).file
  const inYaml = new Map(
    every.flatMap((one) => (isProperties(fileOf(one)) ? [] : [[`${profileOfFile(fileOf(one)) ?? ''} ${one.key}`, one]])),
  )
  for (const one of every) {
    const other = isProperties(fileOf(one)) ? inYaml.get(`${profileOfFile(fileOf(one)) ?? ''} ${one.key}`) : undefined
    if (other !== undefined && other.value !== one.value && isLikeSetting(lastWord(one.key)))
      note(found.unread, {
        message: `${isKeyLike(one.key) ? shown(one.key) : 'a key here'} has another value in ${fileOf(other)}: which of them counts is not known`,
        place: source.place(one.offset),
      })
  }
  for (const { key, offset } of every)
    if (!key.startsWith('kafka.') && (isLikeSetting(lastWord(key)) || speaksOfReplication(key)))
      note(found.notices, {
        message: `${isKeyLike(key) ? shown(key) : 'a key here'} does not stand under kafka, and decides nothing of its clients`,
        place: source.place(offset),
      })
  const settings = under('kafka.', every).map((setting) => ({ ...setting, key: setting.key.replaceAll('-', '.') }))
  const common = settings.filter(({ key }) => !/^(?:producers|consumers|streams)\./.test(key))
  const clients: Client[] = []
  for (const [section, layer] of [
    ['producers', 'producer'],
    ['consumers', 'consumer'],
  ] as const) {
    const all = under(`${section}.`, settings)
    const isClients = ({ key }: Setting): boolean => sidesOf(key).has(layer)
    const clientsOwn = (of: readonly Setting[]) => of.filter(isClients).map((setting) => ({ ...setting, layer }))
    const [ofAll, inDefault] = [common, under('default.', all)].map((of) => lastOfEach(clientsOwn(of)))
    const flats = new Map(all.flatMap((one) => (one.value.trim() === '' ? [] : [[one.key, one] as const])))
    const named = new Map(all.map((one) => [one.key, one]))
    // A client without a section of its own has what all have.
    const byDefault = common.filter((setting) => isRead(setting.key) && isClients(setting))
    const sections = new Map(byName(all))
    if (byDefault.length > 0 && !sections.has('default')) sections.set('default', [])
    for (const [name, own] of sections) {
      const flat = flats.get(name)
      if (flat !== undefined)
        note(found.unread, {
          message: `what ${isKeyLike(name) ? shown(name) : 'a section here'} of ${section} has is no map, and not read`,
          place: source.place(flat.offset),
        })
      for (const { key, offset } of own)
        if (isRead(key) && !sidesOf(key).has(layer))
          note(found.notices, { message: `${key} decides nothing among ${section}`, place: source.place(offset) })
      clients.push(
        clientNamed(found, {
          name: `${layer} ${shown(name)}`,
          offset: (own[0] ?? flats.get(name) ?? named.get(name) ?? byDefault[0])?.offset ?? 0,
          settings: [...(ofAll ?? []), ...(name === 'default' ? [] : (inDefault ?? [])), ...clientsOwn(own)],
          // Listeners commit themselves.
          defaults: layer === 'consumer' ? [['enable.auto.commit', 'false']] : [],
        }),
      )
    }
  }
  for (const { key, offset } of settings)
    if (
      !isKnown(key.replace(/^(?:producers|consumers)\.[^.]{1,100}\./, '')) &&
      !key.startsWith('streams.') &&
      isLikeSetting(lastWord(key))
    )
      note(found.unread, {
        message: `${isKeyLike(key) ? shown(key) : 'a key here'} is not read, and may decide something`,
        place: source.place(offset),
      })
  const streams = under('streams.', settings)
  const ofStreams = [...new Map(common.map((setting) => [setting.key, setting])).values()]
  const parts = [...byName(streams)].map(([name, own]) =>
    streamsContent(found, `Kafka Streams ${shown(name)}`, [...ofStreams, ...own], own[0]?.offset ?? 0),
  )
  const rest = joinedContent([...parts, { ...joinedContent([]), clients }])
  return { ...rest, unread: found.unread, notices: [...found.notices, ...rest.notices] }
}

const lastWord = (key: string): string => key.replace(/^.*[.-](?=[^.-])|[.-]+$/g, '')

/** What counts with the environments that are said to be active; without a word of them, what one sets is not known to count. */
function ofEnvironments({ source, notices, unread }: Found, settings: readonly Setting[]): readonly Setting[] {
  const { profiles } = source
  return inOrderOfProfiles(source, settings, profiles ?? [], (name, offset) =>
    note(profiles === undefined ? unread : notices, {
      message:
        profiles === undefined
          ? `this file is of the environment ${shown(name)}, and not read: --profile says which are active`
          : `what the environment ${shown(name)} sets does not count: it is not active`,
      place: source.place(offset),
    }),
  )
}
