/** Bounds and settings of a model as people know them: one spelling, Kafka's, wherever a bound is a setting of Kafka. */

/** Kafka's own key of an option of the kraft model. */
export const SETTING_NAMES: Readonly<Record<string, string>> = {
  replicas: 'replication.factor',
  minIsr: 'min.insync.replicas',
  uncleanElection: 'unclean.leader.election.enable',
  elr: 'eligible.leader.replicas.version',
  idempotence: 'enable.idempotence',
  maxInFlight: 'max.in.flight.requests.per.connection',
  flushMessages: 'flush.messages',
}

const CHANGES_TO = 'ChangesTo'

/** A bound as it is shown: `min.insync.replicas` and `2`, `log size` and `2`, whose flag is `--log-size`. */
export function boundInWords(model: string, key: string, value: number | string | boolean): { name: string; value: string } {
  const option = key.endsWith(CHANGES_TO) ? key.slice(0, -CHANGES_TO.length) : key
  const setting = model === 'kraft' && Object.hasOwn(SETTING_NAMES, option) ? SETTING_NAMES[option] : undefined
  if (setting === undefined) return { name: inWords(key), value: String(value) }
  // A feature level, which is 0 or 1.
  const said = option === 'elr' ? (String(value) === 'true' ? '1' : '0') : String(value)
  return { name: option === key ? setting : `${setting} changes to`, value: said }
}

/** `log size` of `logSize`; what has a dot is a setting, and keeps its spelling. */
const inWords = (key: string): string =>
  key.includes('.') ? key : key.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)

/** All bounds as one clause each: `min.insync.replicas 2`. */
export const boundsInWords = (model: string, bounds: Readonly<Record<string, number | string | boolean>>): string[] =>
  Object.entries(bounds).map(([key, of]) => {
    const { name, value } = boundInWords(model, key, of)
    return `${name} ${value}`
  })
