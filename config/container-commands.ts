/** What containers are started with, where that makes topics or changes configurations: scripts, or the words of one command. */
import type { Node } from 'yaml'
import { joinedContent } from './content.ts'
import type { Content } from './document.ts'
import { inScalar, rewritten } from './embedded.ts'
import { readScript, readWords } from './kafka-commands.ts'
import { speaksOfReplication } from './keys.ts'
import type { Setting } from './node-settings.ts'
import { hasCommands } from './shell.ts'
import { settled, UNKNOWN } from './shell-words.ts'
import type { Source } from './source.ts'
import { scalars } from './yaml-flat.ts'
import { isScalar, type YamlFile } from './yaml-tree.ts'

/**
 * What is read of the command of a container; undefined where it has none of Kafka's tools, or is not read.
 * @param nodes the program and its arguments, in their order.
 * @param named the variables of the container, also those whose values are not known.
 * @param expand what is made of references in a text before the shell has it.
 */
export function commandContent(
  source: Source,
  file: YamlFile,
  nodes: readonly (Node | undefined)[],
  { named, variables }: { readonly named: readonly string[]; readonly variables: readonly Setting[] },
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
        return { ...settled(expand({ key: 'command', value, offset }).value), places, offset }
      }),
    )
  const known = new Map([
    ...named.map((name) => [name, UNKNOWN] as const),
    ...variables.map(({ key, value }) => [key, value] as const),
  ])
  const contents = scripts.flatMap(({ value, node }): Content[] => {
    if (!isScalar(node)) return []
    const offset = file.offset(node)
    return [readScript(rewritten(inScalar(source, node, offset), expand({ key: 'command', value, offset }).value), known)]
  })
  // Words beside it that may be its own, such as those of command where entrypoint is the tool.
  const unread = given
    .filter(
      (one) =>
        !scripts.includes(one) && (speaksOfReplication(one.value) || /(?:^|\s)--(?:create|alter|delete)\b/.test(one.value)),
    )
    .map(({ node }) => ({
      message: 'what stands beside a command of Kafka’s tools is not read',
      place: source.place(file.offset(node)),
    }))
  return joinedContent([...contents, { ...joinedContent([]), unread }])
}
