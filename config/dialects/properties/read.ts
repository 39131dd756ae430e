/** `.properties`: server, topic, producer or consumer configuration, or a profile that holds some of each. */
import type { Content, Notice } from '../../document.ts'
import { isKnown, isRead, speaksOfReplication } from '../../keys.ts'
import { nodeContent, type Setting } from '../../node-settings.ts'
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
  if (!isLogged(source)) return yield* nodeContent(source, all)
  const { notices, ...content } = yield* nodeContent(source, asGiven(all))
  return { ...content, notices: [...notices, ...unsetNotices(source, all)] }
}

/** What a process logs when it starts (`AbstractConfig#logAll`). */
const isLogged = ({ text }: Source): boolean => /\b[A-Za-z]{1,60}Config values:[ \t]*$/m.test(text)

const isUnset = ({ value }: Setting): boolean => value.trim() === 'null' || value.trim() === '[]'

const unsetNotices = (source: Source, settings: readonly Setting[]): Notice[] =>
  settings
    .filter((setting) => isUnset(setting) && (isRead(setting.key) || speaksOfReplication(setting.key)) && isKnown(setting.key))
    .map(({ key, value, offset }) => ({
      message: `${key} is ${value.trim()} in this log: it is not set`,
      place: source.place(offset),
    }))

/** A log has `null` for what is not set, and lists in brackets, as Java shows them. */
const asGiven = (settings: readonly Setting[]): Setting[] =>
  settings.flatMap((setting): Setting[] => {
    const value = setting.value.trim()
    if (isUnset(setting)) return []
    const [, list] = value === '[hidden]' ? [] : (/^\[(.{0,4000})\]$/.exec(value) ?? [])
    return [list === undefined ? setting : { ...setting, value: list.replaceAll(', ', ','), offset: setting.offset + 1 }]
  })
