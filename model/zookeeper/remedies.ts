import type { Remedy } from '../remedy.ts'
import type { ZookeeperOptions } from './index.ts'
import { type Protocol, PROTOCOLS } from './rules.ts'

/** What each protocol brought, in the order they were found. */
const BROUGHT: Readonly<Record<Protocol, { readonly setting: string; readonly effect: string }>> = {
  'truncate-to-hw': {
    setting: 'truncation to the high watermark',
    effect: 'a new follower cuts its log to its own high watermark',
  },
  'kip-101': {
    setting: 'KIP-101 (Kafka 0.11, --protocol kip-101)',
    effect: 'a new follower asks its leader where the epoch of its last record ends, instead of trusting its own high watermark',
  },
  'kip-279': {
    setting: 'KIP-279 (Kafka 2.0, --protocol kip-279)',
    effect: 'a new follower walks back epoch by epoch to the last record it shares with its leader',
  },
  'kip-320-first-try': {
    setting: 'the first draft of KIP-320 (--protocol kip-320-first-try)',
    effect: 'a follower truncates when a fetch finds the logs apart',
  },
  'kip-320': {
    setting: 'KIP-320 (Kafka 2.1, --protocol kip-320)',
    effect: 'fetching and truncating are fenced by the leader epoch',
  },
}

/** What may be set against a loss under these options, the smallest change first. Drafts that were never released are left out. */
export function zookeeperRemedies(options: ZookeeperOptions): Remedy<ZookeeperOptions>[] {
  const { off, ...whole } = options
  const remedies: Remedy<ZookeeperOptions>[] = []
  if (off !== undefined) remedies.push({ setting: 'the rule that was switched off', effect: off, options: whole })
  if (options.uncleanLeaderElection)
    remedies.push({
      setting: 'unclean.leader.election.enable=false',
      effect: 'a replica from outside the ISR is never elected; the partition waits without a leader instead',
      options: { ...options, uncleanLeaderElection: false },
    })
  const later = PROTOCOLS.slice(PROTOCOLS.indexOf(options.protocol) + 1).filter((protocol) => protocol !== 'kip-320-first-try')
  return [...remedies, ...later.map((protocol) => ({ ...BROUGHT[protocol], options: { ...whole, protocol } }))]
}
