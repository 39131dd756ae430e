/** What the readers and the resolution of `config/` say, in the form that questions are asked of and results are printed from. */
import {
  type Effective,
  type EffectiveValue,
  type LivePartition,
  type Notice,
  type Origin,
  type Partition,
  placeText,
  VERSION_KEY,
  isLikeSetting,
} from '../config/index.ts'
import { resolveSettings } from '../model/kraft/settings.ts'
import { foundStart } from './found.ts'
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
 * The configuration that a resolution describes. `live` partitions, of the topic and of `__consumer_offsets`, are where it starts, when one is
 * not healthy; `before` is what they were configured as until now, and `overruled` gives what the same files say where the command line overrules some of it.
 */
export function configurationOf(
  label: Side['label'],
  files: readonly string[],
  effective: Effective,
  live: { readonly topic: readonly LivePartition[]; readonly offsets: readonly LivePartition[] },
  before?: Effective,
  overruled?: () => Effective,
): Resolved {
  const start = foundStart(live.topic, { configured: effective, before, of: '' })
  const offsetsStart = foundStart(live.offsets, {
    configured: effective.offsets,
    before: before?.offsets,
    of: ' of __consumer_offsets',
  })
  const configuration: Configuration = {
    version: effective.version,
    ...(effective.controller !== undefined && { controller: effective.controller }),
    ...(effective.metadataVersion !== undefined && { metadataVersion: effective.metadataVersion }),
    ...(keepsOneDirectory(effective, before) && { oneLogDirectory: true }),
    topic: settingsOf(effective, effective),
    offsets: settingsOf(effective, effective.offsets),
    ...(start.start !== undefined && { start: start.start }),
    ...(offsetsStart.start !== undefined && { offsetsStart: offsetsStart.start }),
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
      notes: [...effective.notes, ...effective.notices.filter(({ isSlip }) => isSlip !== true).map(noticeText)],
      warnings: [
        ...start.warnings,
        ...offsetsStart.warnings,
        ...effective.notices.filter(({ isSlip }) => isSlip === true).map(noticeText),
      ],
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
        ...start.unread,
        ...offsetsStart.unread,
        ...effective.unknown
          .filter(({ key }) => isLikeSetting(key))
          .map(({ key, place, suggestion }) => ({
            message: `${key} is no key that is known, and looks as if it bore on replication${meantText(suggestion)}`,
            place,
          })),
      ],
      ignored: effective.ignored,
    },
  }
}

const meantText = (suggestion: string | undefined): string => (suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`)

const noticeText = ({ place, message }: Notice): string => `${placeText(place)}: ${message}`

/** Whether brokers have one log directory, and it is not what a change leaves of several, or puts in the place of one: that is D1 itself. */
const keepsOneDirectory = ({ oneLogDirectory }: Effective, before: Effective | undefined): boolean =>
  oneLogDirectory !== undefined && (before === undefined || before.oneLogDirectory === oneLogDirectory)

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
