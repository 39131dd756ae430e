/** Short confirmations on the newest Kafka. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasDebugger } from '../../cluster/nodes/held-request.ts'
import { cli } from '../cli/run.ts'
import { confirmingFolder, kafka, type Outcome } from './confirming.ts'

describe.skipIf(kafka === '')('confirm', () => {
  const { folder, traceOf, runs, processes } = confirmingFolder()

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

  it.skipIf(!hasDebugger())('holds the thread of a request inside its broker', async () => {
    const trace = await traceOf('slow-request', 'AckedDurable')
    const { code, stdout } = await cli(['confirm', trace, '--kafka', kafka, '--json'], folder)
    const found = JSON.parse(stdout) as Outcome
    expect([code, found.outcome, found.steps.length]).toEqual([0, 'confirmed', 19])
    expect(found.promise?.evidence[0]).toBe('the producer of r0 was told: offset 0, no error')
    expect(found.steps.at(-2)?.seen).not.toContain('r0 acknowledged at offset 0')
    expect(found.steps.at(-1)?.seen).toContain('r0 acknowledged at offset 0')
    expect([runs(), processes()]).toEqual([[], []])
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
