/** `validate --reassignment` and `--restart` on listings, among them the stages of R1 as it was run on brokers. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { here, inTemporaryFolder } from '../run.ts'

interface Live {
  readonly leader: number | 'none'
  readonly replicas: string
  readonly isr: string
  readonly elr?: string
  readonly adding?: string
  readonly removing?: string
}

const listing = (partitions: readonly Live[], minIsr = 2): string =>
  [
    `Topic: orders\tPartitionCount: ${partitions.length}\tReplicationFactor: ${partitions[0]?.replicas.split(',').length}\tConfigs: min.insync.replicas=${minIsr}`,
    ...partitions.map(
      ({ leader, replicas, isr, elr = '', adding, removing }, i) =>
        `\tTopic: orders\tPartition: ${i}\tLeader: ${leader}\tReplicas: ${replicas}\tIsr: ${isr}` +
        `${adding === undefined ? '' : `\tAdding Replicas: ${adding}`}${removing === undefined ? '' : `\tRemoving Replicas: ${removing}`}` +
        `\tElr: ${elr}\tLastKnownElr: `,
    ),
  ].join('\n')

const plan = (...targets: readonly (readonly number[])[]): string =>
  JSON.stringify({
    version: 1,
    partitions: targets.map((replicas, partition) => ({
      topic: 'orders',
      partition,
      replicas,
      log_dirs: replicas.map(() => 'any'),
    })),
  })

interface Told {
  readonly assuming?: string
  readonly verdict: string
  readonly act: { readonly killed?: boolean }
  readonly refused?: string
  readonly after: { readonly takesWrites: boolean; readonly ghosts: readonly number[]; readonly isr: readonly number[] }
  readonly losses: readonly { readonly also: string; readonly by?: string; readonly asBefore: boolean; readonly steps: number }[]
}

/** The exit code, and what is told of each act. */
async function asked(
  live: readonly Live[],
  more: { plan?: string; words?: readonly string[]; elr?: '0' | '1' | 'open'; version?: string },
) {
  return inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'topics.txt'), listing(live))
    if (more.plan !== undefined) writeFileSync(join(folder, 'plan.json'), more.plan)
    const words = [...(more.plan === undefined ? [] : ['--reassignment', 'plan.json']), ...(more.words ?? [])]
    const elr = more.elr === 'open' ? [] : ['--set', `eligible.leader.replicas.version=${more.elr ?? '1'}`]
    const { code, stdout, stderr } = await here(
      [
        'validate',
        'topics.txt',
        '--no-cache',
        '--json',
        '--workers',
        '1',
        '--kafka-version',
        more.version ?? '4.4',
        ...elr,
        ...words,
      ],
      folder,
    )
    if (stdout === '') return { code, told: [], stderr }
    return { code, told: (JSON.parse(stdout) as { operations: readonly Told[] }).operations, stderr }
  })
}

/** `also` by the defect, in so many steps; with `=` when it is lost anyway. */
const lost = ({ losses }: Told): readonly string[] =>
  losses.map(({ also, by, asBefore, steps }) => `${also}${by === undefined ? '' : ` ${by}`} ${steps}${asBefore ? ' =' : ''}`)

describe('a reassignment', () => {
  const healthy = { leader: 1, replicas: '1,2', isr: '1,2' } as const

  it('of a healthy partition may be started', async () => {
    const { code, told } = await asked([healthy], { plan: plan([2, 3]) })
    expect(code).toBe(0)
    expect(told.map((t) => [t.verdict, lost(t)])).toEqual([['OK', []]])
  })

  it('drains a broker while another is down: by the code a rollback and a stop may lose it (R1)', async () => {
    const { code, told } = await asked([{ leader: 1, replicas: '1,2', isr: '1', elr: '2' }], { plan: plan([2, 3]) })
    expect(code).toBe(12)
    expect(told.map((t) => [t.verdict, lost(t)])).toEqual([['LOST', ['power 6 =', 'move R1 10']]])
  })

  it('is rolled back onto a replica that has deleted its log, and one orderly stop loses everything (R1a)', async () => {
    const { code, told } = await asked([{ leader: 3, replicas: '2,3', isr: '3', elr: '1,2' }], { plan: plan([1, 2]) })
    expect(code).toBe(12)
    expect(told[0]?.after.ghosts).toEqual([1])
    expect(told[0] && lost(told[0])).toContain('stop R1 3')
  })

  it('loses nothing of it without eligible leader replicas', async () => {
    const { code, told } = await asked([{ leader: 3, replicas: '2,3', isr: '3' }], { plan: plan([1, 2]), elr: '0' })
    expect(code).toBe(0)
    expect(told[0]?.losses.filter(({ also }) => also === 'stop')).toEqual([])
  })

  it('in progress may be cancelled too, unless nobody in sync would be left', async () => {
    const open = { leader: 3, replicas: '1,2,3', isr: '3', elr: '', adding: '3', removing: '2' } as const
    const { told } = await asked([open], { plan: plan([1, 3]), elr: '0' })
    expect(told.map(({ verdict }) => verdict)).toEqual(['OK', 'REFUSED'])
    expect(told[1]?.refused).toContain('InvalidReplicaAssignmentException')
  })

  it('of a partition that is not in the listing is refused, and so is what is no plan', async () => {
    expect(await asked([healthy], { plan: plan([2, 3], [1, 2]) })).toMatchObject({ code: 151 })
    expect((await asked([healthy], { plan: '{"partitions":[{"topic":"orders"}]}' })).stderr).toContain('without "replicas"')
    expect((await asked([healthy], { plan: '{}' })).stderr).toContain('is no plan of kafka-reassign-partitions')
  })
})

describe('stopping a broker', () => {
  it('costs nothing where min.insync.replicas members stay', async () => {
    const { code, told } = await asked([{ leader: 1, replicas: '1,2,3', isr: '1,2,3' }], { words: ['--restart', 'all'] })
    expect(code).toBe(0)
    expect(told.map(({ verdict }) => verdict)).toEqual(['OK', 'OK', 'OK'])
  })

  it('by a rule that does not look at the ISR, one broker after the other, stops writes: with --policy and --strict that is 12', async () => {
    const whole = [{ leader: 1, replicas: '1,2,3', isr: '1,2,3' }] as const
    const codeOf = async (...words: readonly string[]) => (await asked(whole, { words: ['--restart', 'all', ...words] })).code
    expect(await codeOf('--policy', 'ready', '--strict')).toBe(12)
    expect(await codeOf('--policy', 'urp0', '--strict')).toBe(0)
    expect((await asked(whole, { words: ['--restart', '1', '--policy', 'ready'] })).stderr).toContain('--restart all')
  })

  it('stops writes where they do not, which fails with --strict', async () => {
    const partitions = [{ leader: 1, replicas: '1,2,3', isr: '1,2' }] as const
    const { code, told } = await asked(partitions, { words: ['--restart', '2'] })
    expect(code).toBe(0)
    expect(told.map(({ verdict }) => verdict)).toEqual(['STOPS WRITES'])
    expect((await asked(partitions, { words: ['--restart', '2', '--strict'] })).code).toBe(12)
  })

  it('is an unclean one where whoever stops it does not wait: then a power loss costs what an orderly stop keeps', async () => {
    const partitions = [{ leader: 1, replicas: '1,2', isr: '1,2' }] as const
    const restart = ['--restart', '2']
    const { told } = await asked(partitions, { words: [...restart, '--grace', '30'] })
    expect(told.map((one) => [one.act.killed ?? false, one.verdict, ...lost(one)])).toEqual([
      [false, 'STOPS WRITES'],
      [true, 'STOPS WRITES', 'power 6'],
    ])
    expect((await asked(partitions, { words: [...restart, '--grace', '300'] })).told).toHaveLength(1)
    expect((await asked(partitions, { plan: plan([1, 2]), words: ['--grace', '30'] })).stderr).toContain('--restart')
  })

  it('takes the last one in sync away', async () => {
    const { told } = await asked([{ leader: 1, replicas: '1,2', isr: '1' }], { words: ['--restart', '1'], elr: '0' })
    expect(told.map(({ verdict }) => verdict)).toEqual(['OFFLINE'])
  })

  it('elects an empty log after a rolled back reassignment (R1)', async () => {
    const open = { leader: 3, replicas: '1,2,3', isr: '3', elr: '1,2', adding: '1', removing: '3' } as const
    const { code, told } = await asked([open], { words: ['--restart', 'all'] })
    expect(code).toBe(12)
    expect(told.map(({ verdict }) => verdict)).toEqual(['OK', 'OK', 'LOST'])
    expect(told[2] && lost(told[2])).toEqual(['nothing R1 1'])
  })

  it('is answered both ways where nothing says whether eligible leader replicas are on, and told apart where they differ', async () => {
    const partitions = [{ leader: 1, replicas: '1,2', isr: '1' }] as const
    const { told } = await asked(partitions, { words: ['--restart', '1'], elr: 'open' })
    const [on, off] = [
      await asked(partitions, { words: ['--restart', '1'] }),
      await asked(partitions, { words: ['--restart', '1'], elr: '0' }),
    ]
    expect(told.map(({ assuming }) => assuming)).toEqual([
      'eligible.leader.replicas.version=1',
      'eligible.leader.replicas.version=0',
    ])
    expect(told.map(lost)).toEqual([...on.told, ...off.told].map(lost))
    const healthy = [{ leader: 1, replicas: '1,2,3', isr: '1,2,3' }] as const
    const same = await asked(healthy, { words: ['--restart', '1'], elr: 'open' })
    expect([same.code, same.told.map(({ assuming, verdict }) => [assuming, verdict])]).toEqual([0, [[undefined, 'OK']]])
  })

  it('is no pass beside partitions that the listing does not show, or a file of a folder that is not read', async () => {
    await inTemporaryFolder(async (folder) => {
      const set = ['--set', 'eligible.leader.replicas.version=1', '--kafka-version', '4.4', '--no-cache', '--workers', '1']
      const ask = async (file: string, ...words: string[]) => {
        const { code, stdout } = await here(['validate', file, '--restart', 'all', ...set, ...words], folder)
        return { code, stdout: stdout.replaceAll(/\s+/g, ' ') }
      }
      const whole = listing([{ leader: 1, replicas: '1,2,3', isr: '1,2,3' }])
      writeFileSync(join(folder, 'topics.txt'), whole)
      expect((await ask('topics.txt')).code).toBe(0)
      writeFileSync(join(folder, 'cut.txt'), whole.replace('PartitionCount: 1', 'PartitionCount: 2'))
      const cut = await ask('cut.txt')
      expect([cut.code, cut.stdout]).toEqual([
        152,
        expect.stringContaining('Unread topic orders has 2 partitions, and 1 is shown'),
      ])
      expect((await ask('cut.txt', '--allow-incomplete')).code).toBe(0)
      mkdirSync(join(folder, 'all'))
      writeFileSync(join(folder, 'all/topics.txt'), whole)
      writeFileSync(join(folder, 'all/notes.md'), 'Ask Ann about the brokers.')
      expect((await ask('all')).code).toBe(0)
      writeFileSync(join(folder, 'all/odd.conf'), '<<< min.insync.replicas 1 >>>')
      const odd = await ask('all')
      expect([odd.code, odd.stdout]).toEqual([
        152,
        expect.stringMatching(/Unread it speaks of replication, and .* \(all\/odd\.conf:1:1\)/),
      ])
    })
  })

  it('is no table of guarantees', async () => {
    const words = ['--restart', '1', '--thorough']
    expect(await asked([{ leader: 1, replicas: '1,2', isr: '1,2' }], { words })).toMatchObject({ code: 64 })
  })

  it('must be of the listing', async () => {
    expect(await asked([{ leader: 1, replicas: '1,2', isr: '1,2' }], { words: ['--restart', '9'] })).toMatchObject({ code: 64 })
  })
})
