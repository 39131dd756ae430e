/** What `confirm` leaves behind however it ends: nothing. A file of its own, for its clusters wait more than they work. */
import { describe, expect, it } from 'vitest'
import { cli, finished, start, told } from '../cli/run.ts'
import { confirmingFolder, kafka, type Outcome } from './confirming.ts'

describe.skipIf(kafka === '')('confirm, however it ends', () => {
  const { folder, traceOf, runs, processes } = confirmingFolder()

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
})
