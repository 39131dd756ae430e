/** Runs once, before any test: makes the folder in which tests of one run keep what `validate` has answered, so that none is asked twice. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where answers are kept for one run of tests. */
    answers: string
  }
}

export const setup = ({ provide }: TestProject): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-answers-'))
  provide('answers', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
