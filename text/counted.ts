/** `4,093,531`; `1,023.5`. (`toLocaleString` loads all it knows of languages first, which takes as long as a small search.) */
export const withCommas = (n: number): string => String(n).replaceAll(/\B(?=(?:\d{3})+(?!\d))/g, ',')

/** The same of the nearest whole number. */
export const count = (n: number): string => withCommas(Math.round(n))

/** `1 step`, `2 steps`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

/** `a`, `a and b`, `a, b and c`. */
export const listOf = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
