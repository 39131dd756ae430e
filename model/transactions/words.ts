/** The flags of `check` that ask the model of transactions for a release, settings and bounds. */
import type { TransactionsRequest } from './settings.ts'

export function transactionsWords({ version, set, bounds = {} }: TransactionsRequest): string[] {
  return [
    '--model',
    'transactions',
    ...(version === undefined ? [] : ['--kafka-version', version]),
    ...Object.entries(set ?? {}).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
    ...Object.entries(bounds).flatMap(([name, value]) => boundWords(name, value)),
  ]
}

/** A bound as its flag; that there is a partition of offsets follows from its losses. */
function boundWords(name: string, value: unknown): string[] {
  const flag = `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`
  if (name === 'offsets') return []
  if (Array.isArray(value)) return [flag, value.join(',')]
  if (typeof value !== 'object' || value === null) return [flag, String(value)]
  const losses = Object.entries(value).flatMap(([log, n]) => (n === 0 ? [] : [n === 1 ? log : `${log}=${String(n)}`]))
  return losses.length === 0 ? [] : [flag, losses.join(',')]
}
