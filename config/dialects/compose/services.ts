/**
 * Services of a file of Compose, with what they have from others: what lies below them (`extends`), what lies above (an override), and the
 * services of files that are included.
 */
import type { Node } from 'yaml'
import { baseName, isComposesOwn } from '../../folder.ts'
import { withBeside } from '../../joined-source.ts'
import { Source } from '../../source.ts'
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
  /** Of what is extended and is not among those given, the key that says so. */
  readonly missing: ReadonlySet<Node>
  /** Of what is included and is not read, what says so, and the files that it names. */
  readonly notIncluded: ReadonlyMap<Node, string>
}

/** What no file is called. */
const NOT_GIVEN = ''

const idOf = (file: string | undefined, service: string): string => JSON.stringify([file, service])

/** The name of a file in the same folder. */
const nameIn = (text: string): string => text.replace(/^\.\//, '')

/** @throws ConfigError also where files include each other. */
export function* readServices(own: Source): Steps<Services> {
  const alone = yield* parseYaml(own)
  const names = new Set<string>()
  const wanted = filesNamed(alone)
  for (const name of wanted) {
    const beside = own.beside.get(name)
    if (beside === undefined || names.has(name)) continue
    names.add(name)
    wanted.push(...(yield* namedByOther(beside)))
  }
  const source = names.size === 0 ? own : withBeside(own, [...names])
  const file = names.size === 0 ? alone : yield* parseYaml(source)
  return servicesOf(own, source, file)
}

/** What each file names, which many ask for; in one that is no YAML the reading of the whole fails. */
const namedByOthers = new WeakMap<Other, readonly string[]>()

type Other = NonNullable<ReturnType<Source['beside']['get']>>

function* namedByOther(other: Other): Steps<readonly string[]> {
  const known = namedByOthers.get(other)
  if (known !== undefined) return known
  const names = filesNamed(yield* parseYaml(new Source(other.file, other.text)))
  namedByOthers.set(other, names)
  return names
}

const servicesIn = (file: YamlFile, root: Node): ReadonlyMap<string, Member> =>
  file.members(file.members(root)?.get('services')?.value) ?? new Map<string, Member>()

const filesNamed = (file: YamlFile): string[] =>
  file.roots.flatMap((root) => [
    ...includedBy(file, root).map(({ name }) => name),
    ...[...servicesIn(file, root).values()].flatMap(({ value }) => extendedBy(file, file.members(value))?.file ?? []),
  ])

/** What `include` names, in its short form or as `path`, each with its place. */
const includedBy = (file: YamlFile, root: Node): { readonly name: string; readonly node: Node }[] => {
  const node = file.members(root)?.get('include')?.value
  return (file.items(node) ?? []).flatMap((item) =>
    scalars(file, file.members(item)?.get('path')?.value ?? item).map((one) => ({ name: nameIn(one.value), node: one.node })),
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
  const files = new Set(own.parts.map((part) => part.source.file))
  const fileOfRoots = new Map(file.roots.map((root) => [root, source.place(file.offset(root)).file]))
  const fileOf = (root: Node): string => fileOfRoots.get(root) ?? ''
  const rootsOf = (name: string | undefined): readonly Node[] => rootsByFile.get(name ?? '') ?? []
  const rootsByFile = new Map<string, Node[]>()
  for (const root of file.roots) rootsByFile.set(fileOf(root), [...rootsOf(fileOf(root)), root])
  const missing = new Set<Node>()
  const extended = new Set<Member>()
  const known = new Map<string, readonly Service[]>()
  const open = new Set<string>()
  const ownName = baseName(own.file)
  /** What messages call a file of this folder. */
  const shownOf = (name: string): string | undefined => (name === ownName ? own.file : own.beside.get(name)?.file)
  /** @param of the file whose roots they are; undefined is what runs. */
  const layersIn = (roots: readonly Node[], name: string, of?: string): readonly Service[] => {
    const id = idOf(of, name)
    const before = known.get(id)
    if (before !== undefined) return before
    open.add(id)
    const layers = roots.flatMap((root) => {
      const member = servicesIn(file, root).get(name)
      const service = file.members(member?.value)
      if (member === undefined || service === undefined) return member === undefined ? [] : [new Map<string, Member>()]
      const parent = extendedBy(file, service)
      const other = parent?.file === undefined ? of : (shownOf(parent.file) ?? NOT_GIVEN)
      const from = parent?.file === undefined ? roots : rootsOf(other)
      const key = service.get('extends')?.key
      if (parent !== undefined && key !== undefined && open.has(idOf(other, parent.service)))
        source.fail(
          file.offset(key),
          'extends what extends it, which docker compose refuses: one of these services is to stand by itself',
        )
      const inherited = parent === undefined ? [] : layersIn(from, parent.service, other)
      for (const one of from) {
        const found = servicesIn(file, one).get(parent?.service ?? '')
        if (found !== undefined) extended.add(found)
      }
      if (inherited.length === 0 && key !== undefined) missing.add(key)
      return [...inherited, service]
    })
    // Of one that is below several the last is above the others.
    const unique = [...new Set(layers.toReversed())].toReversed()
    open.delete(id)
    known.set(id, unique)
    return unique
  }
  const included = new Set<string>()
  const notIncluded = new Map<Node, string>()
  const include = (of: ReadonlySet<string>): void => {
    for (const root of file.roots)
      for (const { name, node } of of.has(fileOf(root)) ? includedBy(file, root) : []) {
        const shown = shownOf(name)
        if (shown !== undefined && including.has(shown))
          source.fail(file.offset(node), 'includes what includes it, which docker compose refuses: leave one of the two out')
        if (shown !== undefined && !included.has(shown)) {
          included.add(shown)
          including.add(shown)
          include(new Set([shown]))
          including.delete(shown)
        } else if (shown === undefined) notIncluded.set(node, name)
      }
  }
  const including = new Set(files)
  include(files)
  // With variables or files of another folder, which are not read.
  for (const root of file.roots)
    for (const item of file.items(file.members(root)?.get('include')?.value) ?? [])
      if (['env_file', 'project_directory'].some((name) => file.members(item)?.has(name)))
        notIncluded.set(
          item,
          scalars(file, at(file, item, 'path'))
            .map(({ value }) => nameIn(value))
            .join(', '),
        )
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
    .filter((one) => rootsOf(one).every((root) => [...servicesIn(file, root).values()].every((member) => extended.has(member))))
  return { source, file, byName, uses: [...included, ...ofOthers], missing, notIncluded }
}
