/** What containers are started with, where that makes topics or changes configurations: scripts, or the words of one command. */
import type { Node } from 'yaml'
import { joinedContent } from './content.ts'
import type { Content } from './document.ts'
import { inScalar, rewritten } from './embedded.ts'
import { hasCommands, readScript, readWords } from './kafka-commands.ts'
import type { Setting } from './node-settings.ts'
import type { Source } from './source.ts'
import { scalars } from './yaml-flat.ts'
import { isScalar, type YamlFile } from './yaml-tree.ts'

/**
 * What is read of the command of a container; undefined where it has none of Kafka's tools, or is not read.
 * @param nodes the program and its arguments, in their order.
 * @param variables those of the container.
 * @param expand what is made of references in a text before the shell has it.
 */
export function commandContent(
  source: Source,
  file: YamlFile,
  nodes: readonly (Node | undefined)[],
  variables: readonly Setting[],
  expand: (setting: Setting) => Setting = (setting) => setting,
): Content | undefined {
  const given = nodes.flatMap((node) => scalars(file, node))
  if (!given.some(({ value }) => hasCommands(value))) return undefined
  const scripts = given.filter(({ value }) => hasCommands(value) && /\s/.test(value.trim()))
  if (scripts.length === 0)
    return readWords(
      source,
      given.map(({ value, node }) => {
        const offset = file.offset(node)
        const places = Array.from({ length: value.length + 1 }, (_, i) => offset + i)
        return { value: expand({ key: 'command', value, offset }).value, places, offset }
      }),
    )
  const known = new Map(variables.map(({ key, value }) => [key, value]))
  return joinedContent(
    scripts.flatMap(({ value, node }): Content[] => {
      if (!isScalar(node)) return []
      const offset = file.offset(node)
      return [readScript(rewritten(inScalar(source, node, offset), expand({ key: 'command', value, offset }).value), known)]
    }),
  )
}
