/** What connectors override of the clients that their worker gives them, where the worker does not take it. */
import { placeText } from './config-error.ts'
import type { Client, Notice } from './document.ts'
import { isRead } from './keys.ts'

/** Connect refuses a connector with an override that `connector.client.config.override.policy` does not allow (KIP-458). */
export const refusedOverrides = (clients: ReadonlyMap<string, readonly Client[]>): Notice[] =>
  [...clients.values()].flat().flatMap(({ above, entries }): Notice[] => {
    const policy = clients.get(above ?? '')?.find(({ overridePolicy }) => overridePolicy !== undefined)?.overridePolicy
    const override = entries.find(({ layer, key }) => (layer === 'producer' || layer === 'consumer') && isRead(key))
    if (policy === undefined || override === undefined) return []
    const message = `whether the worker takes ${override.key} of a connector is not known: ${placeText(policy)} allows not all that connectors override`
    return [{ message, place: override.place }]
  })
