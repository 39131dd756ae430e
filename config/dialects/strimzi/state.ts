/** What a resource of a running cluster says of itself beside its spec: where the two differ, the cluster may have something else than what is written. */
import { shown } from '../../config-error.ts'
import type { Notice, Place } from '../../document.ts'
import type { Source } from '../../source.ts'
import { textOf } from '../../yaml-config.ts'
import type { Member, YamlFile } from '../../yaml-tree.ts'

type Members = ReadonlyMap<string, Member>

interface Of {
  readonly file: YamlFile
  readonly source: Source
}

/** @param what as messages call it. */
export function state({ file, source }: Of, members: Members, what: string): Notice[] {
  const deleted = file.members(members.get('metadata')?.value)?.get('deletionTimestamp')
  const status = file.members(members.get('status')?.value)
  const unready = (file.items(status?.get('conditions')?.value) ?? []).flatMap((node): Notice[] => {
    const condition = file.members(node)
    const mark = condition?.get('status')
    const [said, reason] = [text(file, condition, 'status'), text(file, condition, 'reason') ?? 'no reason given']
    if (mark === undefined || text(file, condition, 'type') !== 'Ready' || said === 'True') return []
    const message = `the operator says that ${what} is not ready (${shown(reason)}): whether the cluster has what is written is not known`
    return [{ message, place: placeOf(file, source, mark) }]
  })
  return [
    // It is listed until its finalizers are done.
    ...(deleted === undefined
      ? []
      : [{ message: `${what} is being deleted (metadata.deletionTimestamp)`, place: placeOf(file, source, deleted) }]),
    ...unready,
  ]
}

/** Of a KafkaTopic (KafkaTopicStatus). */
export function topicState(of: Of, members: Members, name: string): Notice[] {
  const { file, source } = of
  const status = file.members(members.get('status')?.value)
  const [changing, real] = [status?.get('replicasChange'), status?.get('topicName')]
  const change = file.members(changing?.value)
  const target = text(file, change, 'targetReplicas')
  const called = text(file, status, 'topicName')
  return [
    ...state(of, members, `topic ${shown(name)}`),
    ...(changing === undefined || change === undefined
      ? []
      : [
          {
            message: `the replication factor of topic ${shown(name)} is being changed${target === undefined ? '' : ` to ${shown(target)}`} (status.replicasChange): what its partitions have is not known`,
            place: placeOf(file, source, changing),
          },
        ]),
    ...(real === undefined || called === undefined || called === name
      ? []
      : [
          {
            message: `topic ${shown(name)} is ${shown(called)} in the cluster (status.topicName): what that has is not read`,
            place: placeOf(file, source, real),
          },
        ]),
  ]
}

const placeOf = (file: YamlFile, source: Source, { key }: Member): Place => source.place(file.offset(key))

function text(file: YamlFile, members: Members | undefined, key: string): string | undefined {
  const node = members?.get(key)?.value
  return node === undefined ? undefined : textOf(file, node)
}
