/** Spring Boot: `application.properties` or `application.yml`, of which what stands under `spring.kafka` is read. */
import { Entries, note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import type { Content, Notice } from '../../document.ts'
import type { Setting } from '../../node-settings.ts'
import { propertiesOf } from '../../property-list.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { flat } from '../../yaml-flat.ts'
import { parseYaml } from '../../yaml-tree.ts'
import { isKeyLike, isLikeSetting } from '../../keys.ts'
import { type ClientKey, clientKey } from './keys.ts'

/** @throws ConfigError. */
export function* readSpring(source: Source): Steps<Content> {
  const notices: Notice[] = []
  const unread: Notice[] = []
  const settings: Setting[] = []
  for (const document of yield* documentsOf(source)) {
    const profile = document.find(({ key }) => key === 'spring.config.activate.on-profile' || key === 'spring.profiles')
    if (profile === undefined) settings.push(...document)
    else if (document.some(({ key }) => clientKey(key) !== undefined))
      note(unread, {
        message: `what the profile ${shown(profile.value)} sets is not read: give the configuration that it comes to`,
        place: source.place(profile.offset),
      })
  }
  const found: (ClientKey & Setting)[] = []
  for (const setting of settings) {
    const key = clientKey(setting.key)
    if (key === undefined) {
      if (mayMatter(setting.key))
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
      })
    else found.push({ ...setting, ...withDefault(setting), ...key })
  }
  const mark = settings.find(({ key }) => key.startsWith('spring.kafka.'))
  const entries = new Entries(source, notices)
  if (mark !== undefined)
    // The container of listeners commits itself (Spring for Apache Kafka since 2.3).
    entries.add({ key: 'enable.auto.commit', value: 'false', layer: 'vendor', offset: mark.offset })
  for (const { key, value, layer, offset } of found.toSorted((a, b) => a.strength - b.strength))
    entries.add({ key, value, layer, offset })
  return { entries: entries.list, topics: [], unread, complete: false, notices }
}

/** Whether a key of Spring's for Kafka that is not read looks as if it bore on replication. */
const mayMatter = (key: string): boolean =>
  /^spring\.(?:kafka|cloud\.stream\.(?:kafka|bindings|default|binders))\./.test(key) && isLikeSetting(key.replace(/^.*\./, ''))

/** A key as it may be shown: what stands in its place in a broken file may be anything. */
const keyText = (key: string): string => (isKeyLike(key.toLowerCase()) ? shown(key) : 'a key here')

/** `${VARIABLE:default}` is its default where nothing sets the variable. */
function withDefault({ value, offset }: Setting): Pick<Setting, 'value' | 'offset'> {
  const [, before = '', text] = /^(\$\{[^}:]{1,200}:)([^}]{0,200})\}$/.exec(value) ?? []
  return text === undefined ? { value, offset } : { value: text, offset: offset + before.length }
}

function* documentsOf(source: Source): Steps<Setting[][]> {
  if (/^[ \t]{0,100}spring\.(?:kafka|cloud)\.[^\s=:]{1,300}[ \t]{0,100}=/m.test(source.text)) return [propertiesOf(source)]
  const file = yield* parseYaml(source)
  return file.roots.map((root) => flat(file, root))
}
