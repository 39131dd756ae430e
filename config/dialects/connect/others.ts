/** Keys in the configuration of a worker or connector that are not read. */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { isKeyLike, isLikeSetting } from '../../keys.ts'
import type { Found } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'

/** Prefixes under which everything is read, and keys that speak of something else. */
const READ =
  /^(?:(?:producer|consumer)\.|(?:config|offset|status)\.storage\.|topic\.creation\.|errors\.|(?:(?:offset-syncs|checkpoints|heartbeats)\.topic\.)?replication\.factor$|transforms|admin\.|offset\.flush)/

/** A connector has settings of its own, such as how often it tries again. */
const OF_CONNECTORS = /^(?!\w{0,20}(?:oducer|nsumer|override)).*(?:retries|flush\.\S*)$/

/** Says which keys look as if they bore on replication and are none of Connect's. */
export function sayOthers({ source, unread }: Found, settings: readonly Setting[]): void {
  for (const { key, offset } of settings)
    if (
      !READ.test(key) &&
      !OF_CONNECTORS.test(key) &&
      key !== '' &&
      isLikeSetting(key.replace(/^.*\.override\./, '').replace(/^[^.]*\.(?=acks$|retries$)/, ''))
    )
      note(unread, {
        message: `${isKeyLike(key) ? shown(key) : 'a key here'} is not read, and may decide something`,
        place: source.place(offset),
      })
}
