/** Topics as code: Conduktor, Jikkou, topicctl, JulieOps, kafka-gitops; and what kafkactl prints of one. */
import type { Node } from 'yaml'
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import type { Content, LivePartition, TopicConfig } from '../../document.ts'
import type { Found } from '../../named-client.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'
import { at, sayOthers, textOf, topicIn, valueOffset } from '../../yaml-config.ts'
import { parseYaml, type YamlFile } from '../../yaml-tree.ts'
import { speaksOfReplication } from '../../keys.ts'
import { SHAPES } from './shapes.ts'

/** @throws ConfigError. */
export function* readTopicsAsCode(source: Source): Steps<Content> {
  const found: Found = { source, notices: [], unread: [] }
  const file = yield* parseYaml(source)
  const topics: TopicConfig[] = []
  let count = 0
  for (const root of file.roots) {
    const shape = SHAPES.find(({ isOf }) => isOf(file, root))
    if (shape === undefined) {
      sayDocument(found, file, root)
      continue
    }
    const byDefault = shape.factorByDefault?.(file, root)
    for (const { name, spec } of shape.topics(file, root)) {
      if (++count % STEP === 0) yield
      const config = shape.config(file, spec).map((setting) => ({ ...setting, key: setting.key.trim() }))
      const factor = (shape.factor === undefined ? undefined : at(file, spec, shape.factor)) ?? byDefault
      const known = new Set([shape.factor ?? '', 'config', 'configs', 'settings', ...shape.others])
      sayOthers(found, file, file.members(spec), known)
      for (const key of shape.elsewhere ?? []) {
        const node = at(file, spec, key)
        const message = `what the ${key} of topic ${shown(name.text)} gives does not stand here, and is not read`
        if (node !== undefined) note(found.unread, { message, place: source.place(valueOffset(file, node)) })
      }
      if (
        at(file, spec, 'partitions') !== undefined &&
        partitionsIn(file, spec).some(({ isr, replicas }) => isr.length < replicas.length)
      )
        note(found.notices, {
          message: `the leader of partitions of ${shown(name.text)} goes by a name: the first of the ISR is taken for it`,
          place: source.place(name.offset),
        })
      topics.push({ ...topicIn(found, file, { name, factor, config }), partitions: partitionsIn(file, spec) })
    }
  }
  if (topics.length === 0) source.fail(0, 'has no topic of a tool that is known')
  return { entries: [], topics, unread: found.unread, complete: false, notices: found.notices }
}

function sayDocument({ source, notices, unread }: Found, file: YamlFile, root: Node): void {
  const kind = shown(textOf(file, at(file, root, 'kind')) ?? '(none)')
  const [start = 0, end = 0] = root.range ?? []
  const mayMatter = speaksOfReplication(source.text.slice(start, end))
  note(mayMatter ? unread : notices, {
    message: `a resource of kind ${kind} is not read`,
    place: source.place(file.offset(root)),
  })
}

/** As kafkactl prints them. */
const partitionsIn = (file: YamlFile, spec: Node): LivePartition[] =>
  (file.items(at(file, spec, 'partitions')) ?? []).flatMap((partition): LivePartition[] => {
    const id = at(file, partition, 'id')
    const numbers = (field: string) =>
      (file.items(at(file, partition, field)) ?? []).map((one) => Number(textOf(file, one))).filter((n) => Number.isInteger(n))
    const [number, replicas, isr] = [Number(textOf(file, id)), numbers('replicas'), numbers('inSyncReplicas')]
    // The leader goes by a name; that it is the first of the ISR is all that is known, and not relied upon while all are in sync.
    if (id === undefined || !Number.isInteger(number) || replicas.length === 0) return []
    return [{ partition: number, leader: isr[0], replicas, isr, place: file.source.place(valueOffset(file, id)) }]
  })
