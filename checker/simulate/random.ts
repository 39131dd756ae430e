/** The greatest seed: as many bits as the generator takes, and none for a sign. */
export const MOST_SEED = 2 ** 31 - 1

/** Numbers that look random and follow from what they are started with. */
export interface Random {
  /** At least 0 and below 1. */
  next(): number
  /** A whole number of at least 0 and below `n`. */
  below(n: number): number
}

/** Chris Doty-Humphrey's sfc32, started with two numbers of 32 bits: the numbers of one walk of one seed. */
export function randomOf(seed: number, walk: number): Random {
  let [a, b, c, count] = [seed | 0, walk | 0, 0x9e3779b9 | 0, 1]
  const next = (): number => {
    const sum = (((a + b) | 0) + count) | 0
    count = (count + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  // The first numbers of seeds that are near each other are near each other too.
  for (let i = 0; i < 12; i++) next()
  return { next, below: (n) => Math.floor(next() * n) }
}
