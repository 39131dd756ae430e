/**
 * Whether a state beyond the first levels is looked at carefully (`careful.ts`), by the hash of all of it: one word of a state may be the same in
 * all. Lanes say it of the states that they expand.
 */
export const isSampled = (hash: number): boolean => hash >>> 18 === 0
