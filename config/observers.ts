/** Replicas that are no candidates for the ISR, as Confluent has them. */
import type { Entry, Notice } from './document.ts'

const CONSTRAINTS = /^confluent\.(?:log\.)?placement\.constraints$/

/** What makes some replicas of a topic, or of all topics of brokers, observers: they copy the log and are in no ISR. */
export const observers = (entries: readonly Entry[]): Notice[] =>
  entries
    .filter(({ key, value, secret }) => CONSTRAINTS.test(key) && (secret === true || /observers/.test(value)))
    .map(({ key, place }) => ({
      message: `${key} makes some replicas observers, which are no candidates for the ISR: they are not modelled, and counted as replicas`,
      place,
    }))
