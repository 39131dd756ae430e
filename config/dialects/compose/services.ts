/**
 * Services of a file of Compose, with what they have from others: what lies below them (`extends`), what lies above (an override), and the
 * services of files that are included.
 */
import type { Node } from 'yaml'
import { isComposesOwn } from '../../folder.ts'
import { withBeside } from '../../joined-source.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { scalars } from '../../yaml-flat.ts'
import { at, textIfAny } from '../../yaml-config.ts'
import { type Member, parseYaml, type YamlFile } from '../../yaml-tree.ts'

export type Service = ReadonlyMap<string, Member>

export interface Services {
  /** Of its own text, and after it of the files that it names. */
  readonly source: Source
  readonly file: YamlFile
  /** By name, each as the documents have it, the strongest last. */
  readonly byName: ReadonlyMap<string, readonly Service[]>
  /** Files that run nothing that is not in this one. */
  readonly uses: readonly string[]
  /** Of what is extended or included and is not among those given, the key that says so. */
  readonly missing: ReadonlySet<Node>
}

/** What no file is called. */
const NOT_GIVEN = ''

/** The name of a file in the same folder. */
const nameIn = (text: string): string => text.replace(/^\.\//, '')

/** @throws ConfigError. */
export function* readServices(own: Source): Steps<Services> {
  const names: string[] = []
  let source = own
  for (;;) {
    const file = yield* parseYaml(source)
    const wanted = filesNamed(file).find((name) => !names.includes(name) && own.beside.has(name))
    if (wanted === undefined) return servicesOf(own, source, file)
    names.push(wanted)
    source = withBeside(own, names)
  }
}

const servicesIn = (file: YamlFile, root: Node): ReadonlyMap<string, Member> =>
  file.members(file.members(root)?.get('services')?.value) ?? new Map<string, Member>()

const filesNamed = (file: YamlFile): string[] =>
  file.roots.flatMap((root) => [
    ...includedBy(file, root),
    ...[...servicesIn(file, root).values()].flatMap(({ value }) => extendedBy(file, file.members(value))?.file ?? []),
  ])

/** What `include` names, in its short form or as `path`. */
const includedBy = (file: YamlFile, root: Node): string[] => {
  const node = file.members(root)?.get('include')?.value
  return (file.items(node) ?? []).flatMap((item) =>
    scalars(file, file.members(item)?.get('path')?.value ?? item).map(({ value }) => nameIn(value)),
  )
}

/** The service that one extends, and the file that it is in where that is another. */
function extendedBy(
  file: YamlFile,
  service: Service | undefined,
): { readonly service: string; readonly file?: string } | undefined {
  const given = service?.get('extends')?.value
  const short = textIfAny(file, given)
  if (short !== undefined) return { service: short }
  const name = textIfAny(file, at(file, given, 'service'))
  const other = textIfAny(file, at(file, given, 'file'))
  return name === undefined ? undefined : { service: name, ...(other !== undefined && { file: nameIn(other) }) }
}

/** https://docs.docker.com/reference/compose-file/services/#extends https://docs.docker.com/reference/compose-file/merge/ */
function servicesOf(own: Source, source: Source, file: YamlFile): Services {
  const fileOf = (node: Node): string => source.place(file.offset(node)).file
  const missing = new Set<Node>()
  const extended = new Set<Member>()
  const known = new Map<string, readonly Service[]>()
  /** @param of the file whose roots they are; undefined is what runs. */
  const layersIn = (roots: readonly Node[], name: string, of?: string): readonly Service[] => {
    const id = JSON.stringify([of, name])
    const before = known.get(id)
    if (before !== undefined) return before
    // One that extends itself has nothing below it.
    known.set(id, [])
    const layers = roots.flatMap((root) => {
      const member = servicesIn(file, root).get(name)
      const service = file.members(member?.value)
      if (member === undefined || service === undefined) return member === undefined ? [] : [new Map<string, Member>()]
      const parent = extendedBy(file, service)
      const other = parent?.file === undefined ? of : (own.beside.get(parent.file)?.file ?? NOT_GIVEN)
      const from = parent?.file === undefined ? roots : file.roots.filter((one) => fileOf(one) === other)
      const inherited = parent === undefined ? [] : layersIn(from, parent.service, other)
      for (const one of from) {
        const found = servicesIn(file, one).get(parent?.service ?? '')
        if (found !== undefined) extended.add(found)
      }
      const key = service.get('extends')?.key
      if (inherited.length === 0 && key !== undefined) missing.add(key)
      return [...inherited, service]
    })
    // Of one that is below several the last is above the others.
    const unique = [...new Set(layers.toReversed())].toReversed()
    known.set(id, unique)
    return unique
  }
  const files = new Set(own.parts.map((part) => part.source.file))
  const included = new Set<string>()
  for (const root of file.roots)
    for (const name of files.has(fileOf(root)) || included.has(fileOf(root)) ? includedBy(file, root) : []) {
      const shown = own.beside.get(name)?.file
      const key = file.members(root)?.get('include')?.key
      if (shown !== undefined) included.add(shown)
      else if (key !== undefined) missing.add(key)
    }
  // With variables or files of another folder, which are not read.
  for (const root of file.roots) {
    const include = file.members(root)?.get('include')
    const elsewhere = (file.items(include?.value) ?? []).some((item) =>
      ['env_file', 'project_directory'].some((name) => file.members(item)?.has(name)),
    )
    if (include !== undefined && elsewhere) missing.add(include.key)
  }
  // What is included lies below what includes it.
  const running = [
    ...file.roots.filter((root) => included.has(fileOf(root))),
    ...file.roots.filter((root) => files.has(fileOf(root)) && !included.has(fileOf(root))),
  ]
  const names = new Set(running.flatMap((root) => [...servicesIn(file, root).keys()]))
  const byName = new Map([...names].map((name) => [name, layersIn(running, name)]))
  const ofOthers = source.parts
    .map((part) => part.source.file)
    .filter((one) => !files.has(one) && !included.has(one))
    // What runs where no file is named, and one with services that none of these extends, is of a project of its own.
    .filter((one) => !isComposesOwn(one))
    .filter((one) =>
      file.roots.every(
        (root) => fileOf(root) !== one || [...servicesIn(file, root).values()].every((member) => extended.has(member)),
      ),
    )
  return { source, file, byName, uses: [...included, ...ofOthers], missing }
}
