/** Partitions of the protocol as it is designed, drawn by fast-check: those of which the model says which steps are independent. */
import fc from 'fast-check'
import { currentSwitches, defaultOptions, type KraftOptions } from '../../model/kraft/index.ts'

const some = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: 0 })
const rarely = fc.option(fc.constant(1), { nil: 0, freq: 3 })

/** @param total faults at most. */
export const plainWorlds = (total: number): fc.Arbitrary<KraftOptions> =>
  fc.record({ replicas: fc.integer({ min: 1, max: 3 }), total: fc.integer({ min: 1, max: total }) }).chain((of) =>
    fc
      .record({
        minIsr: fc.integer({ min: 1, max: of.replicas }),
        acks: fc.constantFrom('all', 'all', '1', '0'),
        uncleanElection: fc.boolean(),
        records: fc.integer({ min: 1, max: 2 }),
        logSize: fc.option(fc.constant(1), { nil: undefined, freq: 5 }),
        brokersReturn: fc.boolean(),
        followerHighWatermarks: fc.boolean(),
        incarnations: fc.boolean(),
        forgetsAcks: fc.option(fc.constantFrom('which', 'all'), { nil: undefined, freq: 3 }),
        forgetsExposures: fc.boolean(),
        forgetsUnread: fc.boolean(),
        elr: fc.boolean(),
        faults: fc.record({
          cleanStops: some(of.total),
          kills: some(of.total),
          powerLosses: some(of.total),
          diskLosses: some(of.total),
          fencings: some(of.total),
          isrShrinks: some(of.total),
          elections: rarely,
          unregistrations: rarely,
          preferredElections: rarely,
          uncleanElections: rarely,
        }),
      })
      .map(({ elr, logSize, forgetsAcks, faults, ...rest }) => ({
        ...defaultOptions,
        ...rest,
        replicas: of.replicas,
        ...(logSize !== undefined && { logSize }),
        ...(forgetsAcks !== undefined && { forgetsAcks }),
        switches: { ...currentSwitches, elr },
        faults: { total: of.total, ...faults },
      })),
  )
