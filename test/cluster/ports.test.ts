import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePorts } from '../../cluster/nodes/ports.ts'

it('are free, all different, and none that an outgoing connection is given', async () => {
  const ports = await freePorts(40)
  expect(new Set(ports).size).toBe(40)
  expect(ports.filter((port) => port < 12_000 || port >= 32_000)).toEqual([])
  const taken = createServer()
  await new Promise<void>((resolve) => {
    taken.listen(ports[0], '127.0.0.1', resolve)
  })
  await new Promise((resolve) => taken.close(resolve))
})
