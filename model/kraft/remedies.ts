import type { Remedy } from '../remedy.ts'
import { DEFECTS } from './defects.ts'
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
  const offer = (setting: string, effect: string, changed: Partial<KraftOptions>, avoid?: string): void => {
    remedies.push({ setting, effect, options: { ...running, ...changed }, ...(avoid !== undefined && { avoid }) })
  }
  if (off !== undefined) offer('the rule that was switched off', clause(switchDocs[off]), { switches: whole.switches })
  if (options.uncleanElection)
    offer('unclean.leader.election.enable=false', 'no leader is elected that may lack committed records', {
      uncleanElection: false,
    })
  if (options.acks !== 'all')
    offer('acks=all', 'a producer is told of success only when the whole ISR has its record', { acks: 'all' })
  const later = TRUNCATIONS.slice(TRUNCATIONS.findIndex((t) => t.truncation === running.switches.truncation) + 1)
  const truncateBy = ({ truncation, setting, effect }: (typeof TRUNCATIONS)[number]): void =>
    offer(setting, effect, { switches: { ...running.switches, truncation } })
  later.filter((t) => t.truncation !== 'on-fetch').forEach(truncateBy)
  for (const name of Object.keys(switchDocs) as SwitchName[]) {
    if (name === 'truncation' || running.switches[name] === currentSwitches[name]) continue
    // From there on every release has it: 2.0 to 2.8 had a rule on ZooKeeper that KRaft has from 3.9 on (KAFKA-12670).
    const last = KAFKA_VERSIONS.findLastIndex((version) => switchesOf(version)[name] !== currentSwitches[name])
    const release = last < 0 ? undefined : KAFKA_VERSIONS[last + 1]
    const defect = DEFECTS.find(({ broken }) => broken.rule === name && broken.value === running.switches[name])
    const repaired = defect?.kraft?.repairedIn
    const isOpen = defect !== undefined && repaired === undefined
    const setting = name === 'elr' ? ELR_SETTING : isOpen ? defect.id : repaired && `Kafka ${repaired} or later`
    offer(
      setting ?? (release === undefined ? 'the rule that is off here' : `Kafka ${release} or later`),
      clause(switchDocs[name]),
      {
        switches: { ...running.switches, [name]: currentSwitches[name] },
      },
      isOpen ? defect.avoid : undefined,
    )
  }
  // It does away with a step of its own, so almost every story would break under it: it comes after the rules.
  later.filter((t) => t.truncation === 'on-fetch').forEach(truncateBy)
  if (options.minIsr < Math.min(2, options.replicas))
    offer('min.insync.replicas=2', 'a record is committed only with a second copy in the ISR', { minIsr: 2 })
  if (options.flushMessages !== 1)
    offer('flush.messages=1', 'every record is on disk before it counts, so a power loss takes nothing', { flushMessages: 1 })
  if (options.replicas > 2 && options.minIsr === 2)
    offer('min.insync.replicas=3', 'a record is committed only with three copies in the ISR', { minIsr: 3 })
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

/** New clusters of 4.1 have it on; one that was upgraded must switch it on. */
const ELR_SETTING = 'eligible.leader.replicas.version=1 (Kafka 4.0 or later)'

/** How followers came to truncate, release by release. */
const TRUNCATIONS = [
  {
    truncation: 'kip-101',
    setting: 'Kafka 0.11 or later (KIP-101)',
    effect: 'a follower asks its leader where the epoch of its last record ends',
  },
  {
    truncation: 'kip-279',
    setting: 'Kafka 2.0 or later (KIP-279)',
    effect: 'a follower walks back through its epochs to where the logs agree',
  },
  {
    truncation: 'on-fetch',
    setting: 'Kafka 2.7 or later',
    effect: 'every fetch carries the epoch of the last record, and finds where the logs diverge',
  },
] as const

function isPossible(options: KraftOptions): boolean {
  try {
    checkOptions(options)
    return true
  } catch {
    return false
  }
}

/** A sentence as a clause: without what holds when the rule is off, full stop and capital. */
const clause = (text: string): string =>
  `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, '').replace(/; off, .*$/, '')
