/** Charts that Argo CD and Flux install, with values that stand in their own resources. */
import type { Node } from 'yaml'
import { note } from '../../collect.ts'
import type { Content } from '../../document.ts'
import { inScalar } from '../../embedded.ts'
import { isLikeSetting, speaksOfReplication } from '../../keys.ts'
import { joinedContent } from '../../content.ts'
import type { Found } from '../../named-client.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { at, textIfAny } from '../../yaml-config.ts'
import { isScalar, parseYaml, type YamlFile } from '../../yaml-tree.ts'
import { valuesContent } from '../helm-values/read.ts'

/** Their apiVersion, at the start of a line. */
export const OF_RELEASES = /^apiVersion\s{0,9}:\s{0,9}["']?(?:argoproj\.io|helm\.toolkit\.fluxcd\.io)\//

interface Release {
  /** Its name in a repository of charts. */
  readonly chart: Node | undefined
  /** Its folder, in a repository of other things. */
  readonly path?: Node | undefined
  /** As a text or as a map; of several the last counts. */
  readonly values: readonly Node[]
  /** What lies above or below them and stands elsewhere, by the key that says so. */
  readonly elsewhere: readonly (readonly [key: string, node: Node])[]
  /** Values above them, one by one: each its name. */
  readonly parameters: readonly Node[]
}

/**
 * What a resource installs; undefined for resources of other kinds.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ https://fluxcd.io/flux/components/helm/helmreleases/
 */
export function releaseOf(file: YamlFile, resource: Node): readonly Release[] | undefined {
  const kind = textIfAny(file, at(file, resource, 'kind'))
  const nodes = (of: Node | undefined, names: readonly string[]) =>
    names.flatMap((name) => {
      const node = at(file, of, name)
      return node === undefined ? [] : [[name, node] as const]
    })
  if (kind === 'HelmRelease') {
    const spec = at(file, resource, 'spec')
    const chart = at(file, spec, 'chart', 'spec', 'chart') ?? at(file, spec, 'chartRef', 'name')
    const values = at(file, spec, 'values')
    const elsewhere = nodes(spec, ['valuesFrom', 'postRenderers'])
    return [{ chart, values: values === undefined ? [] : [values], elsewhere, parameters: [] }]
  }
  if (kind !== 'Application' && kind !== 'ApplicationSet') return undefined
  const spec = at(file, resource, ...(kind === 'Application' ? ['spec'] : ['spec', 'template', 'spec']))
  const sources = [at(file, spec, 'source') ?? [], file.items(at(file, spec, 'sources')) ?? []].flat()
  return sources.map((one): Release => {
    const helm = at(file, one, 'helm')
    const isWhole = [undefined, '.'].includes(textIfAny(file, at(file, one, 'path')))
    const parameters = ['parameters', 'fileParameters'].flatMap((name) => file.items(at(file, helm, name)) ?? [])
    return {
      chart: at(file, one, 'chart') ?? (isWhole ? at(file, one, 'repoURL') : undefined),
      path: at(file, one, 'path'),
      values: nodes(helm, ['values', 'valuesObject']).map(([, node]) => node),
      elsewhere: nodes(helm, ['valueFiles']),
      parameters: parameters.flatMap((parameter) => at(file, parameter, 'name') ?? []),
    }
  })
}

/** @throws ConfigError for values that are no YAML. */
export function* releaseContents(source: Source, file: YamlFile, releases: readonly Release[]): Steps<Content[]> {
  const contents: Content[] = []
  for (const { chart, path, values, elsewhere, parameters } of releases) {
    const found: Found = { source, notices: [], unread: [] }
    const say = (message: string, node: Node) =>
      note(found.unread, { message, place: source.place(file.offset(file.target(node) ?? node)) })
    // Of an address its last part.
    const name = textIfAny(file, chart)?.replace(/^.*\//, '')
    const folder = name ?? textIfAny(file, path) ?? ''
    const isKafkas = name === 'kafka'
    const before = contents.length
    const last = file.target(values.at(-1))
    if (isScalar(last)) {
      const inner = inScalar(source, last, file.offset(last))
      const text = yield* parseYaml(inner)
      for (const root of text.roots) contents.push(...(yield* valuesContent({ ...found, source: inner }, text, root, isKafkas)))
    } else if (last !== undefined) contents.push(...(yield* valuesContent(found, file, last, isKafkas)))
    const isKafka = contents.length > before || (/kafka/i.test(folder) && !/operator|exporter|ui\b/i.test(folder))
    for (const [key, node] of elsewhere) if (isKafka) say(`what ${key} names is not read: give the output of helm template`, node)
    for (const parameter of parameters) {
      const key = (textIfAny(file, parameter) ?? '').replaceAll('\\', '')
      if (isLikeSetting(key.replace(/^.*?\.(?=.)/, '')) || speaksOfReplication(key))
        say('a parameter of the chart is not read, and may decide something: give the output of helm template', parameter)
    }
    contents.push({ ...joinedContent([]), unread: found.unread, notices: found.notices })
  }
  return contents
}
