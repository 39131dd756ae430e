/** Which of the values given for a setting counts, and which it hides. */
import type { SettingKey } from '../model/kraft/settings.ts'
import { placeText, shown } from './config-error.ts'
import type { Entry, Layer, Notice } from './document.ts'
import { settingOf } from './keys.ts'

/** Strongest first (`DynamicConfig`, `KafkaConfig#originals`). Clients and features have one layer. */
const STRENGTH: readonly Layer[] = ['topic', 'producer', 'consumer', 'feature', 'broker', 'cluster', 'static', 'release']

/** The values of one setting, strongest first, one for each layer. */
export type Given = ReadonlyMap<SettingKey, readonly Entry[]>

/** Entries in the order of their files. @returns what counts in every layer; what was left out on the way is noticed. */
export function givenSettings(entries: readonly Entry[], notices: Notice[]): Given {
  const groups = new Map<SettingKey, Map<Layer, Entry[]>>()
  for (const entry of entries) {
    const key = settingOf(entry.key)
    if (key === undefined) continue
    if (entry.secret) {
      notices.push({
        message: `${entry.key} is marked sensitive or holds a secret, so its value is left out`,
        place: entry.place,
      })
      continue
    }
    const layers = groups.get(key) ?? new Map<Layer, Entry[]>()
    groups.set(key, layers)
    const same = layers.get(entry.layer) ?? []
    layers.set(entry.layer, same)
    same.push(entry)
  }
  return new Map(
    [...groups].map(([key, layers]) => {
      const winners = STRENGTH.flatMap((layer) => {
        const winner = winnerOf(layers.get(layer) ?? [], notices)
        return winner === undefined ? [] : [winner]
      })
      return [key, winners]
    }),
  )
}

const againNotice = (counts: Entry, before: Entry): Notice => ({
  message: `${counts.key} is given again: this value counts, not that at ${placeText(before.place)}`,
  place: counts.place,
})

/**
 * Of one broker the last value counts; where brokers differ, the one that most of them have. A value for any broker counts when it
 * comes after those of single ones.
 */
function winnerOf(entries: readonly Entry[], notices: Notice[]): Entry | undefined {
  const byBroker = new Map<number | undefined, Entry>()
  for (const entry of entries) {
    const before = byBroker.get(entry.broker)
    if (before !== undefined && before.value.trim() !== entry.value.trim()) notices.push(againNotice(entry, before))
    byBroker.set(entry.broker, entry)
  }
  const ofAny = byBroker.get(undefined)
  const own = [...byBroker.values()].filter((entry) => entry.broker !== undefined)
  const values = new Map<string, Entry[]>()
  for (const entry of own) values.set(entry.value.trim(), [...(values.get(entry.value.trim()) ?? []), entry])
  const byCount = [...values.values()].toSorted((a, b) => b.length - a.length)
  const most = byCount[0]?.[0]
  if (byCount.length > 1 && most !== undefined) {
    const said = byCount.map((same) => `${shown(same[0]?.value.trim() ?? '')} on ${brokersText(same)}`).join(', ')
    notices.push({
      message: `${most.key} differs between brokers (${said}): ${shown(most.value.trim())} is used`,
      place: most.place,
    })
  }
  if (most === undefined || ofAny === undefined) return most ?? ofAny
  const winner = entries.at(-1)?.broker === undefined ? ofAny : most
  const other = winner === ofAny ? most : ofAny
  if (winner.value.trim() !== other.value.trim()) notices.push(againNotice(winner, other))
  return winner
}

const brokersText = (entries: readonly Entry[]): string => {
  const ids = entries.map((entry) => entry.broker ?? -1).toSorted((a, b) => a - b)
  const few = ids.slice(0, 20).join(', ')
  return `${ids.length === 1 ? 'broker' : 'brokers'} ${few}${ids.length > 20 ? ', …' : ''}`
}
