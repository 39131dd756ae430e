/** How transactions are drawn: the marks of a partition's log, and whose its records are. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/index.ts'
import type { Model } from '../../../checker/model.ts'
import { compileCodec } from '../../../checker/state/codec.ts'
import { stateFrom } from '../../../checker/state/successors.ts'
import { defaultOptions, transactions, type TransactionsOptions } from '../../../model/transactions/index.ts'
import { transactionsPicture } from '../../../model/transactions/picture.ts'
import type { Seen } from '../../../model/transactions/state.ts'

/** The log of the first partition in each state of the shortest run to a state of which `reached` is true. */
async function logsTo(given: Partial<TransactionsOptions>, reached: (s: Seen) => boolean) {
  const options = { ...defaultOptions, transactions: 1, partitions: 1, late: 0, timeouts: 0, moves: 0, ...given }
  const witness = { name: 'Reached', kind: 'witness', statement: 'It is reached.', reached } as const
  const model = transactions(options, () => [witness])
  const { properties } = await exploreHere(model as Model, { workers: 1, maxMemory: 2 ** 26 })
  const codec = compileCodec(model.layout)
  const picture = transactionsPicture(options)
  return (properties.find((p) => p.name === 'Reached')?.path?.states ?? []).map((cells) => {
    const { log } = picture.laneOf(stateFrom(codec, cells), 'p0')
    if (log === undefined) throw new Error('p0 has no log')
    return log
  })
}

describe('the log of a partition', () => {
  it('has its last stable offset, its high watermark and its end apart', async () => {
    const logs = await logsTo({ leaderChanges: 1 }, (s) => s.log.length[0] === 2 && s.replicated[0] === 1)
    expect(logs.slice(-3).map(({ cells, lastStable, highWatermark }) => [lastStable, highWatermark, cells.length])).toEqual([
      [0, 0, 1],
      [0, 1, 1],
      [0, 1, 2],
    ])
  })

  it('says the producer ids of its records where there may be several', async () => {
    const ids = async (given: Partial<TransactionsOptions>, reached: (s: Seen) => boolean) =>
      (await logsTo(given, reached)).at(-1)?.cells
    const losses = { data: 0, offsets: 0, coordinator: 1 }
    expect(await ids({ instances: 2, losses }, (s) => (s.log.length[0] ?? 0) > 0 && s.log.producerId[0] === 1)).toEqual([
      { record: 't1', epoch: 1, producerId: 1 },
    ])
    expect(await ids({}, (s) => (s.log.length[0] ?? 0) > 0)).toEqual([{ record: 't1', epoch: 1 }])
  })
})
