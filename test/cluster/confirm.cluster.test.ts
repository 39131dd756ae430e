/** Short confirmations on the newest Kafka, and what the program leaves behind however it ends: nothing. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { cli, finished, start, told } from '../cli/run.ts'

const kafka = inject('kafka')

/** What `confirm --json` prints. */
interface Outcome {
  readonly outcome: string
  readonly kafka: string
  readonly step?: number
  readonly promise?: { readonly sentence: string; readonly evidence: readonly string[] }
  readonly steps: readonly { readonly action: string; readonly seen: readonly string[] }[]
  readonly foreign?: readonly string[]
  readonly parting?: { readonly step: number; readonly guard?: string }
}

describe.skipIf(kafka === '')('confirm', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-confirm-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const traceOf = async (scenario: string, property: string): Promise<string> => {
    await cli(['check', '--scenario', scenario, '--workers', '1', '--out', folder], folder)
    return join(folder, `kraft-${scenario}.${property}.itf.json`)
  }
  const runs = (): string[] => readdirSync(join(folder, '.tidemark/home/cache/tidemark/kafka/runs'))
  /** Processes of runs in this test's folder. */
  const processes = (): string[] =>
    spawnSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.includes(folder) && line.includes('-Dtidemark.run='))

  it('shows that two kills and one preferred election lose an acknowledged record', async () => {
    const trace = await traceOf('F1-kills', 'AckedDurable')
    const { code, stdout, stderr } = await cli(['confirm', trace, '--kafka', kafka, '--json'], folder)
    expect([code, stderr]).toEqual([0, ''])
    const found = JSON.parse(stdout) as Outcome
    expect(found.outcome).toBe('confirmed')
    expect(found.promise?.sentence).toBe('r0 was acknowledged and is lost: b1 leads in epoch 3 without it.')
    expect(found.promise?.evidence).toEqual([
      'the producer of r0 was told: offset 0, no error',
      'the log of b1 on disk holds nothing',
      'a consumer that reads from b1 gets nothing',
      'r0 is on the disk of b0',
    ])
    expect(found.steps).toHaveLength(14)
    expect(readFileSync(trace.replace('.itf.json', '.evidence.json'), 'utf8')).toBe(stdout)
    expect([runs(), processes()]).toEqual([[], []])
  })

  it('removes what it left behind when it was killed, and shows that acks=1 is lost by a preferred election', async () => {
    const trace = await traceOf('A18b', 'Acks1Durable')
    const killed = start(['confirm', trace, '--kafka', kafka], folder)
    const ended = finished(killed)
    await told(killed, 'driving')
    await expect.poll(() => processes().length).toBeGreaterThan(0)
    killed.kill('SIGKILL')
    await ended
    expect(runs()).toHaveLength(1)
    const { code, stdout, stderr } = await cli(['confirm', trace, '--kafka', kafka], folder)
    expect(stderr).toContain('removed what 1 earlier run had left behind')
    expect(stdout).toContain('CONFIRMED  Acks1Durable in 3 steps, on Kafka 4.4.0')
    expect(code).toBe(0)
    expect([runs(), processes()]).toEqual([[], []])
  })

  it('does not reproduce what a rule forbids that brokers have, and ends with everything it started on Ctrl-C', async () => {
    const trace = await traceOf('A9-shrink', 'AckedDurable')
    const stopped = start(['confirm', trace, '--kafka', kafka], folder)
    const ending = finished(stopped)
    await told(stopped, 'driving')
    await expect.poll(() => processes().length).toBeGreaterThan(0)
    stopped.kill('SIGINT')
    expect((await ending).code).toBe(130)
    expect([runs(), processes()]).toEqual([[], []])
    const { code, stdout } = await cli(['confirm', trace, '--kafka', kafka, '--json'], folder)
    const found = JSON.parse(stdout) as Outcome
    expect([code, found.outcome, found.foreign]).toEqual([10, 'not reproduced', ['maximalIsr']])
    expect(found.step).toBe(found.parting?.step)
  })

  it('drives a random run, and says how far it went as the model says', async () => {
    const { code, stdout } = await cli(
      ['confirm', '--random', '1', '--seed', '1', '--steps', '4', '--kafka', kafka, '--json'],
      folder,
    )
    const found = JSON.parse(stdout) as object
    expect(found).toMatchObject({
      agreed: 4,
      walks: [{ outcome: 'confirmed', steps: ['FenceBroker(b2)', 'CleanStop(b0)', 'ExpireSession(b0)', 'RemoveDirectory(b1)'] }],
    })
    expect(code).toBe(0)
    expect([runs(), processes()]).toEqual([[], []])
  })
})
