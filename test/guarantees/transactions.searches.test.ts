/**
 * The rows about transactions: what the replication model says of logs is given here, and what follows for transactions is searched.
 */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../checker/index.ts'
import { Cluster, readConfig } from '../../config/index.ts'
import { ENVELOPES, LEVELS } from '../../guarantees/guarantees.ts'
import type { Resolved } from '../../guarantees/configuration.ts'
import type { Answer, Oracle } from '../../guarantees/oracle.ts'
import type { AnyQuestion, Configuration } from '../../guarantees/questions.ts'
import type { TransactionsCell } from '../../guarantees/transactions-result.ts'
import { transactionsTable } from '../../guarantees/transactions.ts'
import { transactionsSetup } from '../../guarantees/transactions-setup.ts'
import type { KafkaVersion } from '../../model/kraft/versions.ts'
import { build } from '../../questions/spec.ts'
import { traceOf, type Trace } from '../../traces/index.ts'
import type { Model } from '../../checker/model.ts'

const FILE = 'transactional.id=orders\nisolation.level=read_committed\n'

const clusterOf = (text: string): Cluster => new Cluster([readConfig({ file: 'client.properties', text, side: 'after' })])

/** Logs of so many replicas lose their end; those of others do not. */
class Told implements Oracle {
  private readonly losing: string
  private readonly traces = new Map<string, { readonly model: Model; readonly trace: Trace }>()
  constructor(losing: string) {
    this.losing = losing
  }

  async ask(questions: readonly AnyQuestion[]): Promise<ReadonlyMap<string, Answer>> {
    const answers = new Map<string, Answer>()
    for (const question of questions) if (!answers.has(question.key)) answers.set(question.key, await this.answer(question))
    return answers
  }

  recall(name: string): { readonly model: Model; readonly trace: Trace } {
    const found = this.traces.get(name)
    if (found === undefined) throw new Error(`${name} was not kept`)
    return found
  }

  private async answer({ spec, key }: AnyQuestion): Promise<Answer> {
    const rest = { states: 1, depth: 1, bounds: {}, failed: false, cached: false, seconds: 0 }
    if (spec.model === 'kraft') {
      const set = 'settings' in spec.from ? (spec.from.settings.set ?? {}) : {}
      const isLost = set['replication.factor'] === this.losing
      return {
        ...rest,
        findings: spec.properties.map((name) => ({
          name,
          verdict: isLost && name === 'AckedDurable' ? 'violated' : 'holds',
          ...(isLost && name === 'AckedDurable' && { steps: 5, faults: { kills: 1 } }),
        })),
      }
    }
    const model = build(spec)
    const result = await exploreHere(model, { workers: 1, maxMemory: 2 ** 29, rangeChecks: false })
    return {
      ...rest,
      findings: result.properties.map((found) => {
        const trace = traceOf(model, null, found)
        if (trace === undefined || found.kind === 'witness') return { name: found.name, verdict: found.verdict }
        this.traces.set(`${key}.${found.name}`, {
          model,
          trace: { ...trace, spec: JSON.parse(JSON.stringify(spec)) as Trace['spec'] },
        })
        return { name: found.name, verdict: found.verdict, steps: trace.steps.length, trace: `${key}.${found.name}` }
      }),
    }
  }
}

const scope = {
  guarantees: [],
  envelopes: ENVELOPES.filter(({ id }) => id === 'moves' || id === 'restarts'),
  level: LEVELS.quick,
}

/** A side of which nothing but its configuration is known. */
const sided = (setup: NonNullable<ReturnType<typeof transactionsSetup>>, configuration: Configuration) => ({
  setup,
  resolved: { configuration, side: { files: [] } } as unknown as Resolved,
})

async function tableOf(version: KafkaVersion, file = FILE, losing = 'none') {
  const cluster = clusterOf(file)
  const setup = transactionsSetup(cluster, false)
  if (setup === undefined) throw new Error('the file speaks of transactions')
  const partition = { 'min.insync.replicas': '2', acks: 'all' }
  const configuration: Configuration = {
    version,
    topic: { ...partition, 'replication.factor': '3' },
    offsets: { ...partition, 'replication.factor': '5' },
  }
  const oracle = new Told(losing)
  const table = await transactionsTable([], sided(setup, configuration), undefined, [], scope, [], oracle)
  return { table }
}

const told = (cells: readonly TransactionsCell[]): string[] =>
  cells.map(({ row, envelope, verdict, property, steps, lost }) =>
    [row, envelope, verdict, property, steps, lost?.log].filter((part) => part !== undefined).join(' '),
  )

describe('what transactions are held to', () => {
  it('a log of the coordinator that loses its end, and both runs', async () => {
    const { table } = await tableOf('4.4', `${FILE}transaction.state.log.replication.factor=1\n`, '1')
    expect(told(table.cells.filter((cell) => cell.envelope === 'moves'))).toEqual([
      'transactions moves refuted CommittedKept 7 __transaction_state',
      'stable moves refuted NoHanging 5 __transaction_state',
      'decisions moves refuted AckedDurable 5',
      'processing moves refuted CommittedKept 7 __transaction_state',
    ])
    expect(table.values.find(({ key }) => key === 'transaction.state.log.replication.factor')?.place).toMatchObject({ line: 3 })
  })

  it('a log of the topic that loses its end', async () => {
    const { table } = await tableOf('4.4', FILE, '3')
    expect(told(table.cells).filter((text) => text.startsWith('stable'))).toEqual([
      'stable moves refuted NoHanging 8 the log of the topic',
      'stable restarts refuted NoHanging 8 the log of the topic',
    ])
  })

  it('is asked only where something speaks of transactions', () => {
    const cluster = clusterOf('isolation.level=read_committed\n')
    expect(transactionsSetup(cluster, false)).toBeUndefined()
    expect(transactionsSetup(cluster, true)?.because).toBe('--transactions')
  })
})
