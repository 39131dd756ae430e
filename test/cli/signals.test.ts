/** Signals: whenever one comes after the first moment, there is a report, or a line that says that nothing was searched yet. */
import { describe, expect, it } from 'vitest'
import { finished, inTemporaryFolder, start, told } from './run.ts'

/** More states than can be seen while a test waits. */
const LARGE = 'check --model zookeeper --replicas 3 --log-size 3 --records 3 --max-epoch 3 --workers 2 --max-memory 1g'.split(' ')

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s', (signal, code) => {
  it('before anything is loaded is answered with a line', async () => {
    await inTemporaryFolder(async (folder) => {
      const child = start([...LARGE, '--json'], folder)
      const run = finished(child)
      await told(child, 'listening')
      child.kill(signal)
      expect(await run).toEqual({ code, stdout: '', stderr: `tidemark: ${signal} came before anything was searched\n` })
    })
  })

  it('while a search is under way is answered with a report', async () => {
    await inTemporaryFolder(async (folder) => {
      const child = start([...LARGE, '--json'], folder)
      const run = finished(child)
      await told(child, 'searching')
      child.kill(signal)
      const { code: found, stdout, stderr } = await run
      expect([found, stderr]).toEqual([code, ''])
      expect(JSON.parse(stdout)).toMatchObject({
        verdict: 'incomplete',
        interrupted: signal,
        search: { stop: { by: 'interrupt' } },
      })
    })
  })
})

it('a second signal ends the program at once, and one sent on by npm is no second one', async () => {
  await inTemporaryFolder(async (folder) => {
    const child = start([...LARGE, '--json'], folder)
    const run = finished(child)
    await told(child, 'searching')
    child.kill('SIGINT')
    child.kill('SIGINT')
    expect((await run).code).toBe(130)

    const stubborn = start(LARGE, folder)
    const end = finished(stubborn)
    await told(stubborn, 'searching')
    stubborn.kill('SIGINT')
    stubborn.kill('SIGTERM')
    // Whichever of two comes first when both wait: it is the second that ends the program, with no report.
    expect(await end).toEqual({ code: null, stdout: '', stderr: '' })
  })
})
