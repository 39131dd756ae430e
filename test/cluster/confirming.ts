/** What tests of `confirm` on a real Kafka share: a folder of their own, and what is left in it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { cli } from '../cli/run.ts'

/** The folder of a Kafka; empty where there is none. */
export const kafka = inject('kafka')

/** What `confirm --json` prints. */
export interface Outcome {
  readonly outcome: string
  readonly kafka: string
  readonly step?: number
  readonly promise?: { readonly sentence: string; readonly evidence: readonly string[] }
  readonly steps: readonly { readonly action: string; readonly seen: readonly string[] }[]
  readonly foreign?: readonly string[]
  readonly parting?: { readonly step: number; readonly guard?: string }
}

/** A folder for one file of tests, gone after them, with the runs of `confirm` that are left in it and their processes. */
export function confirmingFolder() {
  const folder = kafka === '' ? '' : mkdtempSync(join(tmpdir(), 'tidemark-confirm-'))
  if (folder !== '') afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return {
    folder,
    /** Has `check` write the counterexample of a scenario, and returns its file. */
    traceOf: async (scenario: string, property: string): Promise<string> => {
      await cli(['check', '--scenario', scenario, '--workers', '1', '--out', folder], folder)
      return join(folder, `kraft-${scenario}.${property}.itf.json`)
    },
    runs: (): string[] => readdirSync(join(folder, '.tidemark/home/cache/tidemark/kafka/runs')),
    /** Processes of runs in this folder. */
    processes: (): string[] =>
      spawnSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter((line) => line.includes(folder) && line.includes('-Dtidemark.run=')),
  }
}
