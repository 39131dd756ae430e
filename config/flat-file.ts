/** Settings of frameworks: the same keys in a file of properties or nested in YAML, joined by dots. */
import { note } from './collect.ts'
import { shown } from './config-error.ts'
import { isKeyLike, speaksOfReplication } from './keys.ts'
import type { Found } from './named-client.ts'
import type { Setting } from './node-settings.ts'
import { isProperties } from './profile-files.ts'
import { propertiesOf } from './property-list.ts'
import type { Source } from './source.ts'
import type { Steps } from './steps.ts'
import { flatWithEmpty } from './yaml-flat.ts'
import { parseYaml } from './yaml-tree.ts'

/** The settings of each document, file by file. @param isProperty of a line that only a file of properties has. @throws ConfigError. */
export function* flatDocuments(source: Source, isProperty: RegExp): Steps<Setting[][]> {
  const documents: Setting[][] = []
  for (const { source: part, start } of source.parts)
    for (const settings of yield* ofPart(part, isProperty))
      documents.push(settings.map((setting) => ({ ...setting, offset: setting.offset + start })))
  return documents
}

function* ofPart(source: Source, isProperty: RegExp): Steps<Setting[][]> {
  if (isProperties(source.file) || isProperty.test(source.text)) return documentsOf(source)
  const file = yield* parseYaml(source)
  return file.roots.map((root) => flatWithEmpty(file, root))
}

/** A line `#---` parts a file of properties as `---` does one of YAML (Spring Boot 2.4). */
function documentsOf(source: Source): Setting[][] {
  const starts = Array.from(source.text.matchAll(/^[#!]---[ \t]{0,100}$/gm), ({ index }) => index)
  const documents: Setting[][] = Array.from({ length: starts.length + 1 }, () => [])
  let at = 0
  for (const setting of propertiesOf(source)) {
    while ((starts[at] ?? Infinity) < setting.offset) at++
    documents[at]?.push(setting)
  }
  return documents
}

/** `${VARIABLE:default}` is its default where nothing sets the variable, which is said of what bears on replication. */
export function withDefault<T extends Setting>(setting: T, { source, notices }: Found): T {
  const [, before = '', text] = /^(\$\{[^}:]{1,200}:)([^}]{0,200})\}$/.exec(setting.value) ?? []
  if (text === undefined) return setting
  const offset = setting.offset + before.length
  const word = setting.key.replace(/^.*\.(?=[^.]*$)/, '')
  if (speaksOfReplication(setting.key))
    note(notices, {
      message: `${isKeyLike(setting.key) ? shown(setting.key) : shown(word)} is what a variable says, or else this: its default is taken`,
      place: source.place(offset),
    })
  return { ...setting, value: text, offset }
}
