import { fileURLToPath } from 'node:url'

/** The file with what a form of output is to be, to the letter. `vitest --update` writes it again. */
export const golden = (name: string): string => fileURLToPath(new URL(`../../golden/validate/${name}`, import.meta.url))
