/** What the tests of the tier `cluster` need: Java, and a Kafka that Maven fetches once. Where they are missing, or Maven has no network, the tests are skipped, and say so. */
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { fetchKafka, NotFetched } from '../../cluster/kafka/fetch.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of a Kafka; empty where there is none. */
    readonly kafka: string
  }
}

const VERSION = '4.4.0'

export default async function setup({ provide }: TestProject): Promise<void> {
  const missing = ['java', 'mvn'].filter((program) => spawnSync(program, ['-version']).error !== undefined)
  if (missing.length > 0) {
    process.stdout.write(`tests on a real Kafka are skipped: there is no ${missing.join(' and no ')} here\n`)
    provide('kafka', '')
    return
  }
  const folder = join(process.env['XDG_CACHE_HOME'] ?? tmpdir(), 'tidemark-tests', 'kafka')
  const { signal } = new AbortController()
  try {
    await fetchKafka({ version: VERSION, folder, mirror: undefined, signal })
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error
    process.stdout.write(`tests on a real Kafka are skipped: ${error.message}\n`)
    provide('kafka', '')
    return
  }
  provide('kafka', join(folder, VERSION))
}
