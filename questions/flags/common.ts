/** Flags that several commands have. */
import { FlagError } from '../../text/flag-error.ts'
import type { Share } from '../share.ts'
import { type Flag, positiveSeconds } from './flag.ts'

/** `--max-seconds`. */
export const maxSecondsFlag = (help: string): Flag => ({ flag: '--max-seconds <n>', help, read: positiveSeconds })

/** `--shard`. */
export const shardFlag = (what: string): Flag => ({
  flag: '--shard <i/n>',
  help: `decide only the i-th of n shares of ${what}, into --cache; a last run without it joins them`,
  read: (text): Share => {
    const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number)
    if (!(index >= 1 && index <= of && of <= 1000)) throw new FlagError('It must be one of so many, such as 2/3.')
    return { index, of }
  },
})

/** `--cache`, where answers are kept only when it is given. */
export const sharedCacheFlag: Flag = {
  flag: '--cache <dir>',
  help: 'keep what is decided there, and do not decide again what is',
}

export const outFlag: Flag = { flag: '--out <dir>', help: 'where counterexamples are saved', standard: '.tidemark/traces' }
export const jsonFlag: Flag = { flag: '--json', help: 'print one JSON object and nothing else', standard: false }
export const colorFlag: Flag = { flag: '--no-color', help: 'never colour the output' }
