/** Rules about what happens rather than whether: parts of effects that the mutation suite leaves out one at a time. */
import type { Protocol } from './rules.ts'

const DOCS = {
  'an election bumps the leader epoch': 'Without it a new leader is announced under the epoch of the one before.',
  'a shrink by the controller bumps the leader epoch':
    'Every change the controller made came with a new epoch until KAFKA-15021 (3.6) dropped it for shrinks.',
  'a new follower truncates its log': 'Without it a replica keeps records that its new leader does not have.',
  'truncation lowers the high watermark': 'Without it a replica goes on calling records committed that it has just dropped.',
  'a follower bounds its high watermark by its log end':
    'Without it a fetch hands over the high watermark of the leader as it is.',
} as const

export type SwitchName = keyof typeof DOCS

const isSwitchName = (name: string): name is SwitchName => Object.hasOwn(DOCS, name)

/** The switches of a protocol. In `kip-320-first-try` becoming a follower does not touch the log. */
export const switchesOf = (protocol: Protocol): { name: SwitchName; doc: string }[] =>
  Object.entries(DOCS).flatMap(([name, doc]) =>
    isSwitchName(name) && !(protocol === 'kip-320-first-try' && name === 'a new follower truncates its log')
      ? [{ name, doc }]
      : [],
  )
