/** What two values written as JSON do not have in common. */

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The members of `one` that `other` has not, or has with another value. */
function without(one: unknown, other: unknown): unknown {
  if (!isRecord(one) || !isRecord(other)) return one
  const rest = Object.entries(one).filter(([key, value]) => !Object.hasOwn(other, key) || !sameText(value, other[key]))
  return Object.fromEntries(rest.map(([key, value]) => [key, Object.hasOwn(other, key) ? without(value, other[key]) : value]))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Of two objects as JSON what each has that the other has not; two texts that are anything else as they are. */
export function whatDiffers(one: string, other: string): readonly [string, string] {
  const [a, b] = [parsed(one), parsed(other)]
  if (!isRecord(a) || !isRecord(b)) return [one, other]
  const apart = [JSON.stringify(without(a, b)), JSON.stringify(without(b, a))] as const
  // Members in another order are no difference that can be shown in part.
  return apart[0] === apart[1] ? [one, other] : apart
}
