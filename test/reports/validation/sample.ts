/** Validations built by hand, for tests of what is made of them. */
import type {
  Cell,
  CellDelta,
  CellVerdict,
  ChangedKey,
  ConfigValue,
  Delta,
  Loss,
  Side,
  Story,
  Subject,
  Validation,
} from '../../../guarantees/result.ts'

export const cell = (guarantee: string, envelope: string, verdict: CellVerdict = 'proved', more: Partial<Cell> = {}): Cell => ({
  guarantee,
  envelope,
  property: 'AckedDurable',
  verdict,
  states: 1000,
  depth: 12,
  bounds: { replicas: 3, minIsr: 1, records: 1, faults: 3, powerLosses: 1, isrShrinks: 2 },
  cached: false,
  seconds: 0.51249,
  ...more,
})

export const refuted = (guarantee: string, envelope: string, steps: number, more: Partial<Cell> = {}): Cell =>
  cell(guarantee, envelope, 'refuted', { steps, trace: `traces/${guarantee}.itf.json`, ...more })

export const value = (key: string, text: string, more: Partial<ConfigValue> = {}): ConfigValue => ({
  key,
  value: text,
  source: "Kafka 4.1's default",
  ...more,
})

export const side = (label: Side['label'], more: Partial<Side> = {}): Side => ({
  label,
  files: [`${label}.yaml`],
  version: '4.1',
  values: [
    value('replication.factor', '3', { source: 'topic', place: { file: `${label}.yaml`, line: 5, column: 13 } }),
    value('min.insync.replicas', label === 'base' ? '2' : '1', {
      source: 'topic',
      place: { file: `${label}.yaml`, line: 9, column: 26 },
    }),
    value('acks', 'all'),
  ],
  offsets: [value('replication.factor', '3'), value('min.insync.replicas', '1'), value('acks', 'all')],
  notes: [],
  warnings: [],
  unknown: [],
  unread: [],
  ignored: 0,
  cells: [],
  ...more,
})

export const STORY: Story = {
  promise: ['r0 is the record that b0 appended at offset 0 in leader epoch 0. (step 2)'],
  turns: ['Now b1 leads, and r0 is not in its log. (step 3)'],
  because: 'r0 was acknowledged by b0 alone, and b0 lost it with its power.',
  prevented: 'min.insync.replicas=2: success needs two copies.',
  steps: [
    { step: 1, action: 'ShrinkIsr(b0)', summary: 'b0 takes b1 and b2, which lag, out of the ISR: {b0}' },
    { step: 2, action: 'Append(b0)', summary: 'b0 appends r0 of a producer at offset 0 in epoch 0' },
    { step: 3, action: 'LosePower(b0)', summary: 'b0 loses power and what was not flushed' },
  ],
  mermaid: 'sequenceDiagram\n  participant L0 as b0\n  Note over L0: r0\n',
}

export const CAUSE: ChangedKey = {
  key: 'min.insync.replicas',
  of: 'topic',
  from: value('min.insync.replicas', '2', { source: 'topic', place: { file: 'base.yaml', line: 9, column: 26 } }),
  to: value('min.insync.replicas', '1', { source: 'topic', place: { file: 'head.yaml', line: 9, column: 26 } }),
}

export const loss = (guarantee: string, more: Partial<Loss> = {}): Loss => ({
  guarantee,
  when: 'head',
  envelopes: ['power'],
  cell: refuted(guarantee, 'power', 3),
  story: STORY,
  causes: [CAUSE],
  restores: [
    {
      settings: [{ key: 'min.insync.replicas', value: '2', asBefore: true }],
      costs: [
        { guarantee: 'writable', envelope: 'kill' },
        { guarantee: 'writable', envelope: 'power' },
      ],
    },
  ],
  checked: 41,
  ...more,
})

export const delta = (guarantee: string, envelope: string, kind: Delta, more: Partial<CellDelta> = {}): CellDelta => {
  const broken = refuted(guarantee, envelope, 3)
  const fine = cell(guarantee, envelope)
  const cut = cell(guarantee, envelope, 'incomplete', { reason: 'the limit of 10 seconds (--max-seconds)' })
  const cells = {
    lost: { base: fine, head: broken, rollout: broken },
    'lost while changing': { base: fine, head: fine, rollout: refuted(guarantee, envelope, 7) },
    gained: { base: broken, head: fine, rollout: fine },
    kept: { base: fine, head: fine, rollout: fine },
    'never held': { base: broken, head: refuted(guarantee, envelope, 11), rollout: broken },
    unknown: { base: fine, head: cut, rollout: cut },
  }[kind]
  return { guarantee, envelope, delta: kind, ...cells, ...more }
}

const GUARANTEE_IDS = ['acked', 'reads', 'writable'] as const
const ENVELOPE_IDS = ['kill', 'power'] as const

/** A change of min.insync.replicas from 2 to 1: one guarantee lost, one gained, one lost while changing, one answer missing. */
export function comparison(more: Partial<Subject> = {}): Subject {
  const deltas = [
    delta('acked', 'kill', 'kept'),
    delta('acked', 'power', 'lost'),
    delta('reads', 'kill', 'lost while changing'),
    delta('reads', 'power', 'never held'),
    delta('writable', 'kill', 'gained'),
    delta('writable', 'power', 'unknown'),
  ]
  return {
    topics: ['orders'],
    base: side('base', { cells: deltas.map((d) => d.base) }),
    head: side('head', {
      cells: deltas.map((d) => d.head),
      notes: ['min.insync.replicas is 1: the leader alone is enough'],
      unknown: [{ key: 'min.isr', place: { file: 'head.yaml', line: 12, column: 5 }, suggestion: 'min.insync.replicas' }],
      ignored: 4,
    }),
    changes: [CAUSE],
    deltas,
    losses: [
      loss('acked'),
      loss('reads', {
        when: 'rollout',
        envelopes: ['kill'],
        cell: refuted('reads', 'kill', 7),
        restores: [],
        checked: 12,
      }),
    ],
    codeLosses: [],
    rolloutNotes: ['min.insync.replicas changes at any moment, once'],
    ...more,
  }
}

/** One configuration: a guarantee refuted, one vacuous answer. */
export function single(more: Partial<Subject> = {}): Subject {
  const cells = [
    cell('acked', 'kill'),
    refuted('acked', 'power', 3),
    cell('reads', 'kill'),
    cell('reads', 'power', 'vacuous'),
    cell('writable', 'kill'),
    cell('writable', 'power', 'proved', { cached: true }),
  ]
  return {
    topics: ['orders'],
    head: side('configuration', { cells }),
    changes: [],
    deltas: [],
    losses: [loss('acked', { causes: [], restores: [], checked: 0 })],
    codeLosses: [],
    rolloutNotes: [],
    ...more,
  }
}

export const validation = (subjects: readonly Subject[] = [comparison()], more: Partial<Validation> = {}): Validation => ({
  verdict: 'violated',
  level: 'quick',
  guarantees: GUARANTEE_IDS,
  envelopes: ENVELOPE_IDS,
  subjects,
  destroyed: [],
  assumptions: ['disks keep what was flushed to them'],
  code: { verdict: 'holds', releases: [] },
  seconds: 3.12345,
  ...more,
})
