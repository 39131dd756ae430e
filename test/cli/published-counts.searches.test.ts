/** The state graphs of the published modules, as TLC counted them: golden/published-counts.tsv. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { here, inTemporaryFolder } from './run.ts'

const rows = readFileSync(new URL('../golden/published-counts.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))

interface Report {
  readonly search: { readonly distinct: number; readonly depth: number; readonly exhausted: boolean }
  readonly properties: readonly { readonly name: string; readonly verdict: string; readonly steps?: number }[]
}

describe('check --model zookeeper has the counts TLC has', () => {
  it.each(rows)(
    '%s, %s replicas, log size %s, %s records, max epoch %s',
    async (protocol = '', replicas = '', logSize = '', records = '', maxEpoch = '', distinct, depth, weakIsr, strongIsr) => {
      await inTemporaryFolder(async (folder) => {
        const bounds = ['--replicas', replicas, '--log-size', logSize, '--records', records, '--max-epoch', maxEpoch]
        const run = await here(['check', '--model', 'zookeeper', '--protocol', protocol, ...bounds, '--json'], folder)
        const { search, properties } = JSON.parse(run.stdout) as Report
        expect(search).toMatchObject({ exhausted: true, distinct: Number(distinct), depth: Number(depth) })
        for (const [name, expected] of [
          ['WeakIsr', weakIsr],
          ['StrongIsr', strongIsr],
        ] as const) {
          if (expected === undefined || expected === '-') continue
          const found = properties.find((p) => p.name === name)
          expect({ name, verdict: found?.verdict, steps: found?.steps }).toEqual(
            expected === 'holds'
              ? { name, verdict: 'holds', steps: undefined }
              : { name, verdict: 'violated', steps: Number(expected) },
          )
        }
      })
    },
  )
})
