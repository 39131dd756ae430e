/** Docker Compose: services that run an image of Kafka, each a node. */
import type { Node } from 'yaml'
import type { Content, GivenVersion, Notice } from '../../document.ts'
import { nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { joinedContent } from '../../content.ts'
import { keyOfVariable, noticeAt, releaseOfImage, settingsOfVariables } from '../../variables.ts'
import { flat } from '../../yaml-flat.ts'
import { isScalar, parseYaml, scalarText, type YamlFile } from '../../yaml-tree.ts'

/** @throws ConfigError. */
export function* readCompose(source: Source): Steps<Content> {
  const file = yield* parseYaml(source)
  const contents: Content[] = []
  for (const root of file.roots)
    for (const [, { value: service }] of file.members(file.members(root)?.get('services')?.value) ?? []) {
      const members = file.members(service)
      const variables = variablesOf(file, members?.get('environment')?.value)
      if (!variables.some(({ key }) => keyOfVariable(key) !== undefined)) continue
      const notices: Notice[] = []
      const settings = settingsOfVariables(
        variables,
        noticeAt(notices, (offset) => source.place(offset)),
      )
      const content = yield* nodeContent(source, settings, true)
      const versions = imageVersions(source, file, members?.get('image')?.value)
      contents.push({
        ...content,
        versions: [...versions, ...(content.versions ?? [])],
        notices: [...notices, ...content.notices],
      })
    }
  return joinedContent(contents)
}

/** A map, or a list of `NAME=value`. */
function variablesOf(file: YamlFile, node: Node | undefined): Setting[] {
  const items = file.items(node)
  if (items === undefined) return flat(file, node)
  return items.flatMap((item): Setting[] => {
    const target = file.target(item)
    if (!isScalar(target)) return []
    const text = scalarText(target)
    const equals = text.indexOf('=')
    return equals < 0
      ? []
      : [{ key: text.slice(0, equals), value: text.slice(equals + 1), offset: file.offset(target) + equals + 1 }]
  })
}

/** The release that the tag of an image names. */
export function imageVersions(source: Source, file: YamlFile, node: Node | undefined): GivenVersion[] {
  const target = file.target(node)
  if (!isScalar(target)) return []
  const value = releaseOfImage(scalarText(target))
  return value === undefined ? [] : [{ value, place: source.place(file.offset(target)), of: 'release' }]
}
