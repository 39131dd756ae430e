/** Settings of frameworks: the same keys in a file of properties or nested in YAML, joined by dots. */
import type { Setting } from './node-settings.ts'
import { propertiesOf } from './property-list.ts'
import type { Source } from './source.ts'
import type { Steps } from './steps.ts'
import { flat } from './yaml-flat.ts'
import { parseYaml } from './yaml-tree.ts'

/** The settings of each document. @param isProperty of a line that only a file of properties has. @throws ConfigError. */
export function* flatDocuments(source: Source, isProperty: RegExp): Steps<Setting[][]> {
  if (isProperty.test(source.text)) return [propertiesOf(source)]
  const file = yield* parseYaml(source)
  return file.roots.map((root) => flat(file, root))
}

/** `${VARIABLE:default}` is its default where nothing sets the variable. */
export function withDefault<T extends Setting>(setting: T): T {
  const [, before = '', text] = /^(\$\{[^}:]{1,200}:)([^}]{0,200})\}$/.exec(setting.value) ?? []
  return text === undefined ? setting : { ...setting, value: text, offset: setting.offset + before.length }
}
