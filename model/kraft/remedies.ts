import type { Remedy } from '../remedy.ts'
import { checkOptions, type KraftOptions } from './options.ts'
import { currentSwitches, switchDocs, switchedOff, type SwitchName } from './switches.ts'
import { KAFKA_VERSIONS, switchesOf } from './versions.ts'

/**
 * What may be set against a loss under these options: first the settings that trade safety for something else, then the rules that
 * later releases added, one at a time, then more copies and more syncing.
 */
export function kraftRemedies(options: KraftOptions & { readonly off?: SwitchName }): Remedy<KraftOptions>[] {
  const { off, ...whole } = options
  const running: KraftOptions = off === undefined ? whole : { ...whole, switches: switchedOff(whole.switches, off) }
  const remedies: Remedy<KraftOptions>[] = []
  const offer = (setting: string, effect: string, changed: Partial<KraftOptions>): void => {
    remedies.push({ setting, effect, options: { ...running, ...changed } })
  }
  if (off !== undefined) offer('the rule that was switched off', clause(switchDocs[off]), { switches: whole.switches })
  if (options.uncleanElection)
    offer('unclean.leader.election.enable=false', 'no leader is elected that may lack committed records', {
      uncleanElection: false,
    })
  if (options.acks !== 'all')
    offer('acks=all', 'a producer is told of success only when the whole ISR has its record', { acks: 'all' })
  for (const name of Object.keys(switchDocs) as SwitchName[]) {
    if (running.switches[name] === currentSwitches[name]) continue
    const release = KAFKA_VERSIONS.find((version) => switchesOf(version)[name] === currentSwitches[name])
    offer(`Kafka ${release ?? 'today'} or later`, clause(switchDocs[name]), {
      switches: { ...running.switches, [name]: currentSwitches[name] },
    })
  }
  if (options.minIsr < Math.min(2, options.replicas))
    offer('min.insync.replicas=2', 'a record is committed only with a second copy in the ISR', { minIsr: 2 })
  if (options.replicas > 2 && options.minIsr === 2)
    offer('min.insync.replicas=3', 'a record is committed only with three copies in the ISR', { minIsr: 3 })
  if (options.flushMessages !== 1)
    offer('flush.messages=1', 'every record is on disk before it counts, so a power loss takes nothing', { flushMessages: 1 })
  if (!options.idempotence && options.acks === 'all')
    offer('enable.idempotence=true', 'a leader knows a message it has appended before', { idempotence: true })
  if (options.maxInFlight > 1 && options.retries > 0)
    offer('max.in.flight.requests.per.connection=1', 'a message is sent only after the one before was answered', {
      maxInFlight: 1,
    })
  if (options.followerReads) offer('no replica.selector.class', 'consumers read from leaders only', { followerReads: false })
  if (options.consumer !== undefined && options.consumer.reset !== 'none')
    offer('auto.offset.reset=none', 'the consumer stops with an error instead of moving silently', {
      consumer: { ...options.consumer, reset: 'none' },
    })
  return remedies.filter(({ options: changed }) => isPossible(changed))
}

function isPossible(options: KraftOptions): boolean {
  try {
    checkOptions(options)
    return true
  } catch {
    return false
  }
}

/** A sentence as a clause: no full stop, no capital unless it is a name. */
const clause = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, '')
