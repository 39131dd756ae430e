/** Orders labels as people do, digits by value (`b2` before `b10`); the same on every machine and locale. */
export function compareLabels(a: string, b: string): number {
  const [x, y] = [chunksOf(a), chunksOf(b)]
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p, q] = [x[i] ?? '', y[i] ?? '']
    const byValue = isNumber(p) && isNumber(q) ? compare(Number(p), Number(q)) : compare(p, q)
    if (byValue !== 0) return byValue
  }
  return compare(x.length, y.length) || compare(a, b)
}

const chunksOf = (label: string): string[] => label.match(/\d+|\D+/g) ?? []
const isNumber = (chunk: string): boolean => /^\d/.test(chunk)
const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)
