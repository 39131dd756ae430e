/** The command in a report is the one that finds the trace again: run, it writes the same file byte for byte. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { originOf } from '../../questions/trace-origin.ts'
import { here, inTemporaryFolder, ROOT } from '../cli/run.ts'

const GOLDEN = join(ROOT, 'test/golden/traces')

interface Meta {
  readonly spec: Readonly<Record<string, unknown>>
  readonly property: { readonly name: string; readonly kind: 'state' }
}

const metaOf = (text: string): Meta => (JSON.parse(text) as { readonly '#meta': Meta })['#meta']

/** The origin of a saved trace. */
const originIn = (text: string) => originOf(metaOf(text).spec, metaOf(text).property)

/** Runs a command without its first word, and gives the text of the one trace that it saves. */
const savedBy = (command: string | undefined): Promise<string> =>
  inTemporaryFolder(async (folder) => {
    const words = (command ?? '').split(' ')
    expect(words[0]).toBe('tidemark')
    const run = await here([...words.slice(1), '--out', '.', '--quiet', '--workers', '1'], folder)
    expect(run.stderr).toBe('')
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.itf.json'))
    return readFileSync(join(folder, file), 'utf8')
  })

describe('the origin of a trace', () => {
  it('of a scenario says the release, and a command that writes the same trace', async () => {
    const saved = await savedBy('tidemark check --scenario A1')
    const origin = originIn(saved)
    expect(origin).toEqual({ release: 'Kafka 0.10.2', command: 'tidemark check --scenario A1 --invariants AckedDurable' })
    expect(await savedBy(origin.command)).toBe(saved)
  })

  it('of a published protocol has no release, and a command that writes a trace of the same steps', async () => {
    const saved = readFileSync(join(GOLDEN, 'zookeeper-truncate-to-hw-r2-l2-n2-e2.StrongIsr.itf.json'), 'utf8')
    const origin = originIn(saved)
    expect(origin).toEqual({
      command: 'tidemark check --model zookeeper --protocol truncate-to-hw --replicas 2 --invariants StrongIsr',
    })
    const again = JSON.parse(await savedBy(origin.command)) as { readonly states: unknown }
    expect(again.states).toEqual((JSON.parse(saved) as { readonly states: unknown }).states)
  })

  it('of settings names every flag, and asks the same question again', async () => {
    // A saved spec has its keys in order.
    const set = ['acks=1', 'min.insync.replicas=1', 'replication.factor=2'].flatMap((pair) => ['--set', pair])
    const flags = ['--kafka-version', '2.4', ...set]
    const asked = ['check', ...flags, '--records', '1', '--faults', '2', '--fault-kinds', 'kills,elections=1', '--invariants']
    const saved = await savedBy(['tidemark', ...asked, 'Acks1Durable'].join(' '))
    const { release, command } = originIn(saved)
    expect(release).toBe('Kafka 2.4')
    expect(command).toBe(['tidemark', ...asked, 'Acks1Durable'].join(' '))
    expect(await savedBy(command)).toBe(saved)
  })

  it('has no command where flags cannot ask for it, and quotes what a shell would read', () => {
    const settings = { version: '3.9', bounds: { start: { isr: [0], elr: [] } } }
    const property = { name: 'AckedDurable', kind: 'state' } as const
    expect(originOf({ model: 'kraft', from: { settings }, properties: ['AckedDurable'] }, property)).toEqual({
      release: 'Kafka 3.9',
    })
    const hostile = { set: { acks: "all'; rm -rf $HOME #" } }
    expect(originOf({ model: 'kraft', from: { settings: hostile }, properties: [] }, property).command).toBe(
      `tidemark check --set 'acks=all'\\''; rm -rf $HOME #' --invariants none`,
    )
    const off = { model: 'kraft', from: { scenario: 'A1' }, properties: ['AckedDurable'], off: 'x' }
    expect(originOf(off, property)).toEqual({ release: 'Kafka 0.10.2' })
  })
})
