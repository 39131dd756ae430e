import { describe, expect, it } from 'vitest'
import { brokerProperties, controllerProperties } from '../../cluster/nodes/settings.ts'

const settings = {
  brokers: 2,
  sessionTimeout: 4_000,
  lagTime: 8_000,
  controlledShutdown: false,
  uncleanElection: false,
  minIsr: 1,
  elr: true,
}
const ports = { controller: 1, client: [2, 3], replication: [4, 5], replicationProxy: [6, 7], controllerProxy: [8, 9], debug: [] }
const keysOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  )
const [broker, controller] = [
  keysOf(brokerProperties(settings, ports, 1, ['/data'], '/data')),
  keysOf(controllerProperties(settings, ports, '/data')),
]

describe('the settings of the nodes', () => {
  it('let nobody listen beyond loopback', () => {
    expect(broker['listeners']).toBe('CLIENT://127.0.0.1:3,REPLICATION://127.0.0.1:5')
    expect(controller['listeners']).toBe('CONTROLLER://127.0.0.1:1')
  })

  it('lead a broker to others, and to the controller, through its proxies', () => {
    expect(broker['advertised.listeners']).toBe('CLIENT://127.0.0.1:3,REPLICATION://127.0.0.1:7')
    expect(broker['controller.quorum.voters']).toBe('100@127.0.0.1:9')
  })

  it('have a fetch answered at once, and with one batch', () => {
    expect([broker['replica.fetch.wait.max.ms'], broker['replica.fetch.max.bytes']]).toEqual(['0', '1'])
  })
})
