/** Names near to one that there is not. */
import { closest, distance } from 'fastest-levenshtein'

/** Whether so many typing errors may lie between a name and what was given. */
export const isNear = (far: number, name: string): boolean => far <= Math.max(2, Math.floor(name.length / 3))

/** The name nearest to one given, when it is near. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || given.length > 300) return undefined
  const near = closest(given, names)
  const far = distance(given, near)
  // What shares no letter is not near, however short it is.
  return isNear(far, near) && far < Math.max(2, given.length) ? near : undefined
}

/** ` (did you mean kip-320?)` when a known name is near what was given, else nothing. */
export function suggestion(given: string, known: readonly string[]): string {
  const byLower = new Map(known.map((name) => [name.toLowerCase(), name]))
  const near = nearest(given.toLowerCase(), [...byLower.keys()])
  return near === undefined ? '' : ` (did you mean ${byLower.get(near) ?? near}?)`
}
