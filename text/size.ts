import { withCommas } from './counted.ts'

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** An amount of memory in the greatest unit of which it is one at least: `300 KiB`, `1.5 GiB`. */
export function sizeText(bytes: number): string {
  let [n, unit] = [bytes, 0]
  while (n >= 1024 && unit < UNITS.length - 1) [n, unit] = [n / 1024, unit + 1]
  return `${withCommas(Math.round(n * 10) / 10)} ${UNITS[unit] ?? ''}`
}
