import { readFileSync } from 'node:fs'

/** What a form of output is to be, to the letter. */
export const golden = (name: string): string => readFileSync(new URL(`../../golden/validate/${name}`, import.meta.url), 'utf8')
