/**
 * The verdict matrix: what each kind of configuration promises under which faults. A number is the length of the shortest
 * counterexample, `holds` means exhausted. Faults are pooled: as many as the row names in all.
 *
 * Two ISR removals beyond the fault that loses data are needed with three replicas and min.insync.replicas 2, so fewer than
 * three faults show none of these losses.
 */
import { lost, type MatrixRow, row } from './matrix-row.ts'

const off = { elr: false } as const
const unclean = { uncleanElection: true } as const
const holds = {
  AckedDurable: 'holds',
  RepeatableRead: 'holds',
  CandidateCompleteness: 'holds',
  LogMatchingInEpoch: 'holds',
} as const

/** States are counted with what the LogMatchingInEpoch column reads in the state (`matrixOptions`). */
export const MATRIX: readonly MatrixRow[] = [
  row(
    '1 c2 f1',
    'acks=all, min ISR 2, unclean off, ELR off: no disk loses anything',
    { cleanStops: 2, fencings: 1 },
    holds,
    2121792,
    { switches: off, restsOn: { rule: 'switch: fenceFetch', steps: 14 } },
  ),
  row(
    '1 c1 f2',
    'acks=all, min ISR 2, unclean off, ELR off: no disk loses anything',
    { cleanStops: 1, fencings: 2 },
    holds,
    2705279,
    { switches: off, restsOn: { rule: 'switch: fenceFetch', steps: 13 } },
  ),
  row(
    '1 k2 s1',
    'acks=all, min ISR 2, unclean off, ELR off: no disk loses anything',
    { kills: 2, isrShrinks: 1 },
    holds,
    374166,
    { switches: off, restsOn: { rule: 'switch: maximalIsr', steps: 4 } },
  ),
  row(
    '2 p1 f2',
    'the same, one power loss and two ISR removals: last replica standing',
    { powerLosses: 1, fencings: 2 },
    lost(11, 9),
    4423204,
    { switches: off },
  ),
  row(
    '2 p1 c1 f1',
    'the same, one power loss and two ISR removals: last replica standing',
    { powerLosses: 1, cleanStops: 1, fencings: 1 },
    lost(12, 10),
    4230181,
    { switches: off },
  ),
  row(
    '2 p1 f1 s1',
    'the same, one power loss and two ISR removals: last replica standing',
    { powerLosses: 1, fencings: 1, isrShrinks: 1 },
    lost(12, 10),
    1594478,
    { switches: off },
  ),
  row(
    '2 p1 c2',
    'the same, one power loss and two ISR removals: last replica standing',
    { powerLosses: 1, cleanStops: 2 },
    lost(13, 'holds'),
    1505853,
    { switches: off },
  ),
  row(
    '2 p1 s2',
    'the same, one power loss and two ISR removals: last replica standing',
    { powerLosses: 1, isrShrinks: 2 },
    lost(13, 'holds'),
    108195,
    { switches: off },
  ),
  row('2 p1 f1', 'the same, one removal only', { powerLosses: 1, fencings: 1 }, holds, 232334, {
    switches: off,
    restsOn: { rule: 'switch: maximalIsr', steps: 8 },
  }),
  row('3 p1 f2', 'ELR on, one power loss, clean stops for crashes', { powerLosses: 1, fencings: 2 }, holds, 7360690, {
    restsOn: { rule: 'switch: uncleanDetection', steps: 8 },
  }),
  row(
    '3 p1 c1 f1',
    'ELR on, one power loss, clean stops for crashes',
    { powerLosses: 1, cleanStops: 1, fencings: 1 },
    holds,
    8279333,
    { restsOn: { rule: 'switch: uncleanDetection', steps: 8 } },
  ),
  row('3 p1 c2', 'ELR on, one power loss, clean stops for crashes', { powerLosses: 1, cleanStops: 2 }, holds, 2966340, {
    restsOn: { rule: 'switch: uncleanDetection', steps: 9 },
  }),
  row(
    '3 p1 f1 s1',
    'ELR on, one power loss, clean stops for crashes',
    { powerLosses: 1, fencings: 1, isrShrinks: 1 },
    holds,
    2040963,
    { restsOn: { rule: 'switch: uncleanDetection', steps: 8 } },
  ),
  row(
    '3k p1 k1 f1',
    'ELR on, kill -9 for a crash: an unclean registration uses up what ELR tolerates',
    { powerLosses: 1, kills: 1, fencings: 1 },
    lost(13, 13),
    6419311,
  ),
  row(
    '3k p1 k1 s1',
    'ELR on, kill -9 for a crash: an unclean registration uses up what ELR tolerates',
    { powerLosses: 1, kills: 1, isrShrinks: 1 },
    lost(14, 'holds'),
    930024,
  ),
  row('3k k3', 'ELR on, kills only', { kills: 3 }, holds, 826210, { restsOn: { rule: 'switch: maximalIsr', steps: 10 } }),
  row('4 p2 f1', 'ELR on, two power losses and one removal', { powerLosses: 2, fencings: 1 }, lost(13, 13), 6865922),
  row('4 p2 s1', 'ELR on, two power losses and one removal', { powerLosses: 2, isrShrinks: 1 }, lost(14, 'holds'), 983398),
  row('4 p2', 'ELR on, two power losses alone', { powerLosses: 2 }, holds, 185835, {
    restsOn: { rule: 'switch: uncleanDetection', steps: 9 },
  }),
  row('5 p1 f2', 'ELR off, flush.messages=1', { powerLosses: 1, fencings: 2 }, holds, 2705279, {
    switches: off,
    config: { flushMessages: 1 },
    restsOn: { rule: 'LosePower: it keeps what it has flushed', steps: 9 },
  }),
  row('5 d1 f2', 'ELR off, flush.messages=1, a disk is lost', { diskLosses: 1, fencings: 2 }, lost(11, 9), 3184183, {
    switches: off,
    config: { flushMessages: 1 },
  }),
  row('6 c2 f1', 'unclean on, ELR off', { cleanStops: 2, fencings: 1 }, lost(11, 11), 3522815, {
    switches: off,
    config: unclean,
  }),
  row('6 c2 s1', 'unclean on, ELR off', { cleanStops: 2, isrShrinks: 1 }, lost(11, 'holds'), 363157, {
    switches: off,
    config: unclean,
  }),
  row('6 f3', 'unclean on, ELR off', { fencings: 3 }, lost(9, 8), 3049548, { switches: off, config: unclean }),
  row('6 f3 elr', 'unclean on, ELR on', { fencings: 3 }, lost(9, 8), 3184401, { config: unclean }),
  row('6 f2', 'unclean on, ELR off, two removals only', { fencings: 2 }, holds, 106580, {
    switches: off,
    config: unclean,
    restsOn: { rule: 'switch: fenceFetch', steps: 13 },
  }),
  row('7 c2 f1', 'acks=all, min ISR 1, unclean off: an outage, no loss', { cleanStops: 2, fencings: 1 }, holds, 2246822, {
    config: { minIsr: 1 },
    restsOn: { rule: 'switch: fenceFetch', steps: 14 },
  }),
  row('7 k1 f1', 'acks=all, min ISR 1, unclean off: an outage, no loss', { kills: 1, fencings: 1 }, holds, 154554, {
    config: { minIsr: 1 },
    restsOn: { rule: 'switch: fenceFetch', steps: 14 },
  }),
  row('8 p1 f2', 'acks=all, min ISR 1, a power loss after two removals', { powerLosses: 1, fencings: 2 }, lost(9, 9), 4484325, {
    switches: off,
    config: { minIsr: 1 },
  }),
  row('8 p1 f2 elr', 'acks=all, min ISR 1, ELR on', { powerLosses: 1, fencings: 2 }, lost(9, 10), 4495381, {
    config: { minIsr: 1 },
  }),
  row('8 p1 s2', 'acks=all, min ISR 1, ELR on', { powerLosses: 1, isrShrinks: 2 }, lost(12, 'holds'), 105540, {
    config: { minIsr: 1 },
  }),
  row('8 RF2 p1 s1', 'two replicas, min ISR 1', { powerLosses: 1, isrShrinks: 1 }, lost(9, 'holds'), 2414, {
    config: { replicas: 2, minIsr: 1 },
  }),
  row('9 e1', 'acks=1: a preferred election is enough', { elections: 1 }, { ...holds, Acks1Durable: 3 }, 2352, {
    config: { acks: '1' },
  }),
  row('9 k1', 'acks=1: a killed leader', { kills: 1 }, { ...holds, Acks1Durable: 4 }, 4297, { config: { acks: '1' } }),
  row('9 c1 f1', 'acks=1: what consumers can read stays', { cleanStops: 1, fencings: 1 }, { ...holds, Acks1Durable: 3 }, 162586, {
    config: { acks: '1' },
  }),
  row('10 c2 f1', 'one replica', { cleanStops: 2, fencings: 1 }, holds, 388, { config: { replicas: 1, minIsr: 1 } }),
  row('10 p1', 'one replica loses power', { powerLosses: 1 }, lost(6, 'holds'), 37, { config: { replicas: 1, minIsr: 1 } }),
  row(
    '11',
    'Kafka 0.10.2: truncation to the high watermark',
    { elections: 2, cleanStops: 1 },
    { AckedDurable: 7, RepeatableRead: 7, CandidateCompleteness: 5, LogMatchingInEpoch: 9 },
    14328,
    { version: '0.10.2', config: { replicas: 2 } },
  ),
  row(
    '12',
    'Kafka 1.1: KIP-101',
    { elections: 3 },
    { AckedDurable: 11, RepeatableRead: 11, CandidateCompleteness: 9, LogMatchingInEpoch: 11 },
    21408,
    { version: '1.1', config: { replicas: 2, records: 3 } },
  ),
  row(
    '13',
    'KIP-279 without fencing of fetches',
    { elections: 3 },
    { AckedDurable: 13, RepeatableRead: 13, CandidateCompleteness: 11, LogMatchingInEpoch: 15 },
    1007460,
    { switches: { ...off, truncation: 'kip-279', fenceEpochQuery: false, fenceFetch: false } },
  ),
  row(
    '13 on fetch',
    'truncation on fetch without fencing of fetches',
    { elections: 3 },
    { AckedDurable: 13, RepeatableRead: 13, CandidateCompleteness: 11, LogMatchingInEpoch: 'holds' },
    560409,
    { switches: { fenceFetch: false } },
  ),
  row(
    '14 e2 c1',
    'ISR expansion without the epoch start',
    { elections: 2, cleanStops: 1 },
    { AckedDurable: 16, RepeatableRead: 16, CandidateCompleteness: 14, LogMatchingInEpoch: 'holds' },
    1028227,
    { switches: { expandNeedsEpochStart: false } },
  ),
  row('14 e3', 'the same without an ISR removal', { elections: 3 }, holds, 260601, {
    switches: { expandNeedsEpochStart: false },
    restsOn: { rule: 'switch: fenceFetch', steps: 11 },
  }),
  row('15 s1 c1', 'no maximal ISR', { isrShrinks: 1, cleanStops: 1 }, lost(7, 4), 39785, { switches: { maximalIsr: false } }),
  row('15 RF2 s1 c1', 'no maximal ISR, two replicas', { isrShrinks: 1, cleanStops: 1 }, lost(5, 2), 1580, {
    switches: { maximalIsr: false },
    config: { replicas: 2, minIsr: 1 },
  }),
  row('16 p1 c2', 'no broker epochs', { powerLosses: 1, cleanStops: 2 }, lost(18, 15), 3011205, {
    switches: { controllerChecksBrokerEpoch: false },
  }),
  row('17 c1', 'a retry without idempotence', { cleanStops: 1 }, { ...holds, NoDuplicate: 2 }, 33038, {
    config: { retries: 1, idempotence: false },
  }),
  row('18 c1 e1', 'retries with idempotence', { cleanStops: 1, elections: 1 }, { ...holds, NoDuplicate: 'holds' }, 406394, {
    config: { retries: 1 },
  }),
  row('19', 'min.insync.replicas raised from 1 to 2 under ELR', { isrShrinks: 1, fencings: 1 }, lost(7, 4), 29347, {
    config: { replicas: 2, minIsr: 1, configChange: { minIsr: 2 } },
  }),
  row(
    '20 f1 k1',
    'a consumer that validates its position, unclean on (hypothesis)',
    { fencings: 1, kills: 1 },
    { AckedDurable: 7, RepeatableRead: 7, CandidateCompleteness: 7, LogMatchingInEpoch: 'holds', NoSilentConsumerGap: 11 },
    45789,
    { config: { replicas: 2, minIsr: 1, ...unclean, consumer: { validatesPosition: true, reset: 'earliest', commits: false } } },
  ),
  row(
    'gate p1 f2',
    'ELR without the gate on the high watermark (before 3.7)',
    { powerLosses: 1, fencings: 2 },
    { AckedDurable: 'holds', RepeatableRead: 8, CandidateCompleteness: 4, LogMatchingInEpoch: 'holds' },
    6300741,
    { switches: { hwGatedByMinIsr: false } },
  ),
  row(
    'clean-marker p1 f1',
    'ELR, unclean shutdowns go unnoticed, one removal',
    { powerLosses: 1, fencings: 1 },
    { AckedDurable: 'holds', RepeatableRead: 'holds', CandidateCompleteness: 8, LogMatchingInEpoch: 'holds' },
    237147,
    { switches: { uncleanDetection: false } },
  ),
  row(
    'R e1 f1 c1',
    'a leader elected again keeps what it knew (F1)',
    { elections: 1, fencings: 1, cleanStops: 1 },
    lost(12, 9),
    2899522,
    { switches: { reelection: 'keep-log-ends' } },
  ),
]
