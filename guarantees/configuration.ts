/** What the readers and the resolution of `config/` say, in the form that questions are asked of and results are printed from. */
import {
  type Effective,
  type EffectiveValue,
  FEATURE_ELR,
  type LivePartition,
  type Origin,
  type Partition,
  placeText,
  VERSION_KEY,
  isLikeSetting,
} from '../config/index.ts'
import type { Start } from '../model/kraft/index.ts'
import { resolveSettings } from '../model/kraft/settings.ts'
import { listOf } from '../text/counted.ts'
import type { Configuration, Settings } from './questions.ts'
import type { ChangedKey, ConfigValue, Side } from './result.ts'

/** One side of a validation before anything is explored. */
export interface Resolved {
  readonly configuration: Configuration
  readonly effective: Effective
  readonly side: Omit<Side, 'cells'>
}

const SOURCES: Readonly<Record<Exclude<Origin, 'default'>, string>> = {
  topic: 'topic',
  broker: 'override of a broker',
  cluster: 'default of the cluster',
  static: 'broker file',
  vendor: 'default of the client or vendor',
  release: 'default, as the dump lists it',
  producer: 'producer',
  consumer: 'consumer',
  feature: 'feature level',
  flag: 'command line',
  assumed: 'assumed',
}

/**
 * The configuration that a resolution describes. `live` partitions are where it starts, when one is not healthy; `before` is what they
 * were configured as until now, and `overruled` gives what the same files say where the command line overrules some of it.
 */
export function configurationOf(
  label: Side['label'],
  files: readonly string[],
  effective: Effective,
  live: readonly LivePartition[],
  before?: Effective,
  overruled?: () => Effective,
): Resolved {
  const start = startOf(effective, live, before)
  const configuration: Configuration = {
    version: effective.version,
    ...(effective.controller !== undefined && { controller: effective.controller }),
    ...(effective.metadataVersion !== undefined && { metadataVersion: effective.metadataVersion }),
    ...(effective.oneLogDirectory && { oneLogDirectory: true }),
    topic: settingsOf(effective, effective),
    offsets: settingsOf(effective, effective.offsets),
    ...(start?.start !== undefined && { start: start.start }),
  }
  const values = (partition: Partition): ConfigValue[] => partition.values.map((value) => valueOf(effective, value))
  return {
    configuration,
    effective,
    side: {
      label,
      files,
      version: effective.version,
      values: values(effective),
      offsets: values(effective.offsets),
      notes: [...effective.notes, ...effective.notices.map(({ place, message }) => `${placeText(place)}: ${message}`)],
      warnings: start === undefined ? [] : [start.note],
      unknown: effective.unknown,
      unread: [
        ...(files.length > 0 && !isAboutReplication(effective) && !(overruled !== undefined && isAboutReplication(overruled()))
          ? [
              {
                message: `nothing in the files bears on replication: what is checked are the defaults of Kafka ${effective.version}`,
              },
            ]
          : []),
        ...effective.unread,
        ...effective.unknown
          .filter(({ key }) => isLikeSetting(key))
          .map(({ key, place }) => ({
            message: `${key} is no key that is known, and looks as if it bore on replication`,
            place,
          })),
      ],
      ignored: effective.ignored,
    },
  }
}

/** Whether a file gives anything that the model reads. */
const isAboutReplication = ({ values, offsets, versionFrom }: Effective): boolean =>
  versionFrom.from === 'file' || [...values, ...offsets.values].some((value) => value.place !== undefined)

const valueOf = ({ version }: Effective, { key, value, layer, place }: EffectiveValue): ConfigValue => ({
  key,
  value,
  source: layer === 'default' ? `default of Kafka ${version}` : SOURCES[layer],
  ...(place !== undefined && { place }),
})

/** Every value, defaults too, so that configurations that mean the same are the same. */
function settingsOf({ version, controller, metadataVersion }: Effective, { values, set }: Partition): Settings {
  const { options } = resolveSettings({
    version,
    set,
    ...(controller !== undefined && { controller }),
    ...(metadataVersion !== undefined && { metadataVersion }),
  })
  return Object.fromEntries(
    values.map(({ key, value }) => {
      // A client that turns idempotence off by itself has it off, whatever the default says.
      if (key === 'enable.idempotence') return [key, String(options.idempotence)]
      return [key, key === 'acks' && value === '-1' ? 'all' : value]
    }),
  )
}

/**
 * The least healthy of the partitions that were found, when one is not healthy. Nothing is said of one whose replicas are not as many
 * as the configuration has: it is about to be reassigned.
 */
function startOf(
  effective: Effective,
  live: readonly LivePartition[],
  before: Effective | undefined,
): { start?: Start; note: string } | undefined {
  const factor = Number(effective.values.find((v) => v.key === 'replication.factor')?.value)
  const keepsElr = effective.values.some((v) => v.key === FEATURE_ELR && v.value !== '0')
  const troubled = live
    .filter((p) => p.leader === undefined || p.isr.length < p.replicas.length)
    .toSorted((a, b) => Number(a.leader !== undefined) - Number(b.leader !== undefined) || a.isr.length - b.isr.length)
  const [worst] = troubled
  if (worst === undefined) return undefined
  const { file, line } = worst.place
  const name = `partition ${worst.partition}, as ${line === 0 ? file : `${file}:${line}`} found it`
  if (worst.replicas.length !== factor)
    return { note: `${name}, has ${worst.replicas.length} replicas and not ${factor}: a healthy partition is checked instead` }
  const at = (ids: readonly number[]) => ids.map((id) => worst.replicas.indexOf(id)).filter((i) => i >= 0)
  const isr = at(worst.isr)
  const minIsr = (of: Effective) => of.values.find((v) => v.key === 'min.insync.replicas')?.value
  // A change of min.insync.replicas clears it (KAFKA-16540); a partition without ISR is looked at before and while that happens.
  const isCleared = before !== undefined && minIsr(before) !== minIsr(effective) && isr.length > 0
  const elr = keepsElr && !isCleared ? at(worst.elr ?? []).filter((b) => !isr.includes(b)) : []
  const [leader = -1] = worst.leader === undefined ? [] : at([worst.leader])
  if (isr.length + elr.length === 0 || (leader >= 0 && !isr.includes(leader)))
    return { note: `${name}, has neither ISR nor eligible leader replicas to start from: a healthy partition is checked instead` }
  const out = worst.replicas.flatMap((id, i) => (isr.includes(i) ? [] : [`b${id}`]))
  const unknown = `whether ${listOf(out)} ${out.length === 1 ? 'runs, which is' : 'run, which are'} out of the ISR, no listing says: every way is tried`
  const others = troubled.length - 1
  const words = [
    leader < 0 ? 'no leader' : `leader ${worst.leader}`,
    `ISR ${worst.isr.join(',') || 'empty'}`,
    ...(elr.length > 0 ? [`ELR ${elr.map((i) => worst.replicas[i]).join(',')}`] : []),
  ]
  return {
    start: { leader, isr, elr, brokers: worst.replicas },
    note: `checked from ${name}: ${words.join(', ')} (${namesText(worst.replicas)}); its first record is acknowledged and held by ISR and ELR alone; ${unknown}${others === 0 ? '' : `; ${others} more ${others === 1 ? 'partition is' : 'partitions are'} out of sync, and not checked`}`,
  }
}

/** `b9 and b7 are brokers 9 and 7`. */
const namesText = (ids: readonly number[]): string =>
  `${listOf(ids.map((id) => `b${id}`))} ${ids.length === 1 ? 'is broker' : 'are brokers'} ${listOf(ids.map(String))}`

/** Whether min.insync.replicas is written as a default of the cluster, which a change may do without changing what holds for the topic. */
export function writesMinIsr(base: Resolved, head: Resolved): boolean {
  const written = ({ effective }: Resolved): string | undefined => {
    const counts = effective.values.find(({ key }) => key === 'min.insync.replicas')
    return counts?.layer === 'cluster' ? counts.value : counts?.over.find(({ layer }) => layer === 'cluster')?.value
  }
  return written(head) !== undefined && written(head) !== written(base)
}

/** The settings that differ, the version among them. */
export function changesOf(base: Resolved, head: Resolved): ChangedKey[] {
  const of = (name: 'topic' | 'offsets'): ChangedKey[] => {
    const [from, to] = name === 'topic' ? [base.side.values, head.side.values] : [base.side.offsets, head.side.offsets]
    const [was, is] = [base.configuration[name], head.configuration[name]]
    return to.flatMap((after): ChangedKey[] => {
      const before = from.find((v) => v.key === after.key)
      if (before === undefined || was[after.key] === is[after.key]) return []
      return [{ key: after.key, of: name, from: before, to: after }]
    })
  }
  const version: ChangedKey[] =
    base.side.version === head.side.version
      ? []
      : [{ key: VERSION_KEY, of: 'topic', from: versionValue(base), to: versionValue(head) }]
  const [was, is] = [base, head].map(({ effective }) => effective.metadataVersion ?? effective.version)
  // A release that is not held back brings its own.
  const protocol: ChangedKey[] =
    was === is || (base.effective.metadataVersion ?? head.effective.metadataVersion) === undefined
      ? []
      : [{ key: 'metadata.version', of: 'topic', from: protocolValue(was), to: protocolValue(is) }]
  return [...version, ...protocol, ...of('topic'), ...of('offsets')]
}

const protocolValue = (value = ''): ConfigValue => ({ key: 'metadata.version', value, source: 'file' })

function versionValue({ effective: { version, versionFrom } }: Resolved): ConfigValue {
  const source = { flag: SOURCES.flag, file: 'file', assumed: SOURCES.assumed }[versionFrom.from]
  return {
    key: VERSION_KEY,
    value: version,
    source,
    ...(versionFrom.place !== undefined && { place: versionFrom.place }),
  }
}
