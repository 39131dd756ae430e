/** Which of the values given for a setting counts, and which it hides. */
import type { SettingKey } from '../model/kraft/settings.ts'
import { placeText, shown } from './config-error.ts'
import { note } from './collect.ts'
import type { Entry, Layer, Notice } from './document.ts'
import { settingOf } from './keys.ts'

/** Strongest first (`DynamicConfig`, `KafkaConfig#originals`). Clients and features have one layer. */
const STRENGTH: readonly Layer[] = [
  'topic',
  'producer',
  'consumer',
  'feature',
  'broker',
  'cluster',
  'static',
  'vendor',
  'release',
]

/** The values of one setting, strongest first, one for each layer. */
export type Given = ReadonlyMap<SettingKey, readonly Entry[]>

/** What counts of several values, and what is to be said of the others. */
interface Decision {
  readonly winner: Entry | undefined
  readonly notices: readonly Notice[]
}

/** Entries by setting and layer, in the order of their files. */
export class Layers {
  /** What was left out on the way. */
  readonly notices: readonly Notice[]
  private readonly groups = new Map<SettingKey, Map<Layer, Values>>()

  /** @param listed brokers of which every override is among the entries, also when they have none. */
  constructor(entries: readonly Entry[], listed: ReadonlySet<number> = new Set()) {
    const notices: Notice[] = []
    for (const entry of entries) {
      const key = settingOf(entry.key)
      if (key === undefined || isDefaultOfRelease(entry)) continue
      if (entry.secret) {
        const message = `${entry.key} is marked sensitive or holds a secret, so its value is left out`
        note(notices, { message, place: entry.place })
        continue
      }
      const layers = this.groups.get(key) ?? new Map<Layer, Values>()
      this.groups.set(key, layers)
      const values = layers.get(entry.layer) ?? new Values(entry.layer === 'broker' ? listed : new Set())
      layers.set(entry.layer, values)
      values.add(entry)
    }
    this.notices = notices
  }

  /** What counts in every layer when `later` ones come after these. What does not is noticed. */
  with(later: Layers, notices: Notice[]): Given {
    const keys = new Set([...this.groups.keys(), ...later.groups.keys()])
    return new Map(
      [...keys].map((key) => {
        const [here, there] = [this.groups.get(key), later.groups.get(key)]
        const winners = STRENGTH.flatMap((layer) => {
          const { winner, notices: said } = (here?.get(layer) ?? NONE).with(there?.get(layer) ?? NONE)
          for (const notice of said) note(notices, notice)
          return winner === undefined ? [] : [winner]
        })
        return [key, winners.toSorted((a, b) => Number(isFixed(b)) - Number(isFixed(a)))]
      }),
    )
  }
}

/** A replication factor that a vendor fixes, or a framework gives what it makes: no default of brokers is asked for. */
const isFixed = ({ key, layer }: Entry): boolean => key === 'replication.factor' && layer === 'vendor'

/** A default.replication.factor of the release says nothing of a topic that somebody made. */
const isDefaultOfRelease = ({ key, layer }: Entry): boolean => key === 'default.replication.factor' && layer === 'release'

const againNotice = (counts: Entry, before: Entry): Notice => ({
  message: `${counts.key} is given again: this value counts, not that at ${placeText(before.place)}`,
  place: counts.place,
})

const isSame = (a: Entry, b: Entry): boolean => a.value.trim() === b.value.trim()

/** The values of one setting in one layer, in order: for any broker, and of single ones. What they come to is worked out once. */
class Values {
  /** Of those for any broker. */
  private readonly again: Notice[] = []
  private first: Entry | undefined
  private last: Entry | undefined
  private readonly ofBrokers: Entry[] = []
  private isLastOfAny = false
  private most: Decision | undefined
  private readonly listed: ReadonlySet<number>

  constructor(listed: ReadonlySet<number> = new Set()) {
    this.listed = listed
  }

  add(entry: Entry): void {
    this.isLastOfAny = entry.broker === undefined
    if (entry.broker === undefined) {
      if (this.last !== undefined && !isSame(entry, this.last)) note(this.again, againNotice(entry, this.last))
      this.first ??= entry
      this.last = entry
    } else this.ofBrokers.push(entry)
  }

  /**
   * What counts when `later` ones come after these. A value for any broker counts when it comes after those of single ones.
   */
  with(later: Values): Decision {
    const change =
      this.last === undefined || later.first === undefined || isSame(this.last, later.first)
        ? []
        : [againNotice(later.first, this.last)]
    const ofAny = later.last ?? this.last
    const { winner: most, notices: differing } =
      later.ofBrokers.length === 0
        ? this.mostOfBrokers()
        : this.ofBrokers.length === 0
          ? later.mostOfBrokers()
          : mostOf([...this.ofBrokers, ...later.ofBrokers], this.listed)
    const notices = [...this.again, ...change, ...later.again, ...differing]
    if (most === undefined || ofAny === undefined) return { winner: most ?? ofAny, notices }
    const isOfAny = later === NONE ? this.isLastOfAny : later.isLastOfAny
    const [winner, other] = isOfAny ? [ofAny, most] : [most, ofAny]
    return { winner, notices: isSame(winner, other) ? notices : [...notices, againNotice(winner, other)] }
  }

  private mostOfBrokers(): Decision {
    this.most ??= mostOf(this.ofBrokers, this.listed)
    return this.most
  }
}

const NONE = new Values()

/**
 * Of one broker the last value counts; where brokers differ, the one that most of them have. What most of them do not override is what
 * lies below, so that no value of this layer counts.
 */
function mostOf(entries: readonly Entry[], listed: ReadonlySet<number>): Decision {
  const notices: Notice[] = []
  const byBroker = new Map<number | undefined, Entry>()
  for (const entry of entries) {
    const before = byBroker.get(entry.broker)
    if (before !== undefined && !isSame(before, entry)) note(notices, againNotice(entry, before))
    byBroker.set(entry.broker, entry)
  }
  const values = new Map<string, Entry[]>()
  for (const entry of byBroker.values()) {
    const value = entry.value.trim()
    const same = values.get(value)
    if (same === undefined) values.set(value, [entry])
    else same.push(entry)
  }
  const byCount = [...values.values()].toSorted((a, b) => b.length - a.length)
  const most = byCount[0]?.[0]
  const others = [...listed].filter((id) => !byBroker.has(id))
  if (others.length > 0 && most !== undefined) {
    const said = byCount.map((same) => `${shown(same[0]?.value.trim() ?? '')} on ${brokersText(same)}`).join(', ')
    const rest = `${others.length === 1 ? 'broker' : 'brokers'} ${others.slice(0, 20).join(', ')}${others.length > 20 ? ', …' : ''}`
    const counts =
      others.length > (byCount[0]?.length ?? 0) ? 'what these have from below is used' : `${shown(most.value.trim())} is used`
    note(notices, {
      message: `${most.key} is set on some brokers only (${said}), and not on ${rest}: ${counts}`,
      place: most.place,
    })
    return { winner: others.length > (byCount[0]?.length ?? 0) ? undefined : most, notices }
  }
  if (byCount.length > 1 && most !== undefined) {
    const said = byCount.map((same) => `${shown(same[0]?.value.trim() ?? '')} on ${brokersText(same)}`).join(', ')
    note(notices, {
      message: `${most.key} differs between brokers (${said}): ${shown(most.value.trim())} is used`,
      place: most.place,
    })
  }
  return { winner: most, notices }
}

const brokersText = (entries: readonly Entry[]): string => {
  const ids = entries.map((entry) => entry.broker ?? -1).toSorted((a, b) => a - b)
  const few = ids.slice(0, 20).join(', ')
  return `${ids.length === 1 ? 'broker' : 'brokers'} ${few}${ids.length > 20 ? ', …' : ''}`
}
