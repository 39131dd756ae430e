import fc from 'fast-check'
import type { Log, Result } from 'sarif'
import { describe, expect, it } from 'vitest'
import { validationSarif } from './reports.ts'
import type { ChangedKey } from '../../../guarantees/result.ts'
import { golden } from './golden.ts'
import { hostileValidation } from './hostile.ts'
import { CAUSE, cell, comparison, delta, loss, refuted, side, single, validation, value } from './sample.ts'

/** What the schema of SARIF 2.1.0 and code scanning ask of a log. */
function checkLog(log: Log): readonly Result[] {
  expect(Object.keys(log).toSorted()).toEqual(['$schema', 'runs', 'version'])
  expect(log.version).toBe('2.1.0')
  expect(log.runs).toHaveLength(1)
  const { tool, results = [] } = log.runs[0] ?? { tool: { driver: { name: '' } } }
  const rules = tool.driver.rules ?? []
  expect(tool.driver.name).toBe('tidemark')
  expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length)
  for (const rule of rules) {
    expect(rule.id).toMatch(/^tidemark\/[\w.-]+$/)
    for (const text of [rule.shortDescription?.text, rule.fullDescription?.text, rule.help?.text]) expect(text).toMatch(/\S/)
  }
  for (const result of results) {
    expect(rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId)
    expect(['error', 'warning', 'note']).toContain(result.level)
    checkMessage(result.message.text)
    expect(Object.values(result.partialFingerprints ?? {})).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)])
    const flow = result.codeFlows?.flatMap((f) => f.threadFlows.flatMap((t) => t.locations)) ?? []
    flow.forEach((step, i) => expect(step.executionOrder).toBe(i + 1))
    const places = [...(result.locations ?? []), ...(result.relatedLocations ?? []), ...flow.flatMap((s) => s.location ?? [])]
    for (const { physicalLocation } of places) {
      const uri = physicalLocation?.artifactLocation?.uri ?? ' '
      expect(uri).toMatch(/^(?:file:\/\/\/)?(?:[\w.!~*'()/-]|%[0-9A-F]{2})+$/)
      expect(physicalLocation?.region?.startLine).toBeGreaterThanOrEqual(1)
      expect(physicalLocation?.region?.startColumn).toBeGreaterThanOrEqual(1)
    }
    for (const place of [...(result.relatedLocations ?? []), ...flow.flatMap((s) => s.location ?? [])])
      checkMessage(place.message?.text)
  }
  return results
}

function checkMessage(text: string | undefined): void {
  expect(text).toMatch(/\S/)
  // oxlint-disable-next-line no-control-regex -- that is what it looks for
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/)
  // A link.
  expect(text).not.toMatch(/[^\\]\]\(/)
}

const prints =
  (...causes: readonly ChangedKey[]) =>
  (envelopes: readonly string[]) =>
    checkLog(validationSarif(validation([comparison({ deltas: [], losses: [loss('acked', { causes, envelopes })] })])))[0]
      ?.partialFingerprints

describe('what was not read', () => {
  const unread = [
    { message: 'partition 0 has no leader', place: { file: 'l.txt', line: 2, column: 27 } },
    { message: 'and something else' },
  ]

  it('is a notification with its place, once for all topics', () => {
    const log = validationSarif(
      validation([single({ head: side('configuration', { unread }) }), single({ head: side('configuration', { unread }) })]),
    )
    checkLog(log)
    expect(log.runs[0]?.invocations?.[0]?.toolConfigurationNotifications).toEqual([
      {
        level: 'warning',
        message: { text: 'not read: partition 0 has no leader (l.txt:2:27)' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'l.txt' }, region: { startLine: 2, startColumn: 27 } } }],
      },
      { level: 'warning', message: { text: 'not read: and something else' } },
    ])
  })
})

describe('what is accepted', () => {
  it('is a result that is suppressed, with the reason and the last day, one for each reason', () => {
    const excused = { by: 'rule', reason: 'can be read again', until: '2026-12-31' } as const
    const byBaseline = { by: 'baseline', reason: 'base.json has it' } as const
    const code = { verdict: 'refuted', searched: ['F1'], states: 1, depth: 1, cached: false, seconds: 0 } as const
    const cells = [
      refuted('acked', 'kill', 5, { excused }),
      refuted('acked', 'power', 3, { excused }),
      cell('reads', 'kill', 'proved', { code, excused: byBaseline }),
      cell('reads', 'power'),
    ]
    const found = checkLog(validationSarif(validation([single({ losses: [], head: side('configuration', { cells }) })])))
    expect(found.map(({ level, message, suppressions }) => [level, message.text, suppressions])).toEqual([
      [
        'error',
        'acked records survive: refuted under a killed broker and one power loss; accepted: can be read again (until 2026-12-31)',
        [{ kind: 'external', status: 'accepted', justification: 'can be read again (until 2026-12-31)' }],
      ],
      [
        'warning',
        'reads are repeatable: refuted by the code under a killed broker; accepted: base.json has it',
        [{ kind: 'external', status: 'accepted', justification: 'base.json has it' }],
      ],
    ])
  })
})

describe('validationSarif', () => {
  it('is comparison.sarif.json', async () => {
    const log = validationSarif(validation())
    await expect(`${JSON.stringify(log, null, 2)}\n`).toMatchFileSnapshot(golden('comparison.sarif.json'))
    expect(JSON.stringify(validationSarif(validation()))).toBe(JSON.stringify(log))
    expect(checkLog(log).map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['tidemark/acked', 'error'],
      ['tidemark/reads', 'error'],
      ['tidemark/writable', 'note'],
    ])
  })

  it('has a rule for each guarantee, whether it is lost or not', () => {
    const fine = validationSarif(validation([comparison({ losses: [], deltas: [] })]))
    expect(checkLog(fine)).toEqual([])
    expect(fine.runs[0]?.tool.driver.rules?.map((r) => [r.id, r.name])).toEqual([
      ['tidemark/acked', 'AckedRecordsSurvive'],
      ['tidemark/reads', 'ReadsAreRepeatable'],
      ['tidemark/writable', 'PartitionWritable'],
    ])
  })

  it('shows a refuted guarantee at the line of the one configuration', () => {
    const [result, ...others] = checkLog(validationSarif(validation([single()])))
    expect(others).toEqual([])
    expect(result).toMatchObject({
      level: 'error',
      ruleId: 'tidemark/acked',
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'configuration.yaml' }, region: { startLine: 9, startColumn: 26 } } },
      ],
    })
    expect(result?.message.text?.startsWith('acked records survive: refuted under one power loss\n')).toBe(true)
  })

  it('warns of a search that failed', () => {
    const failed = side('configuration', { cells: [cell('acked', 'kill', 'error', { reason: 'out of memory' })] })
    const [result] = checkLog(validationSarif(validation([single({ losses: [], head: failed })])))
    expect(result).toMatchObject({
      level: 'warning',
      message: { text: 'acked records survive (a killed broker): error: out of memory' },
    })
  })

  it('gives one result for all the missing answers of a guarantee', () => {
    const deltas = [delta('acked', 'kill', 'unknown'), delta('acked', 'power', 'unknown'), delta('reads', 'kill', 'unknown')]
    const results = checkLog(validationSarif(validation([comparison({ losses: [], deltas })])))
    expect(results.map((r) => r.ruleId)).toEqual(['tidemark/acked', 'tidemark/reads'])
    expect(results[0]?.message.text).toContain('(a killed broker, one power loss)')
  })

  it('takes a problem for the same when only lines and values differ, and for another when keys or envelopes do', () => {
    const moved = { ...CAUSE, to: value('min.insync.replicas', '1', { place: { file: 'other.yaml', line: 99, column: 1 } }) }
    const same = prints(CAUSE)(['power', 'kill'])
    expect(prints(moved)(['kill', 'power'])).toEqual(same)
    expect(prints({ ...CAUSE, key: 'acks' })(['power', 'kill'])).not.toEqual(same)
    expect(prints({ ...CAUSE, of: 'offsets' })(['power', 'kill'])).not.toEqual(same)
    expect(prints(CAUSE)(['power'])).not.toEqual(same)
  })

  it.each([
    ['a b#?.yaml', undefined, 'a%20b%23%3F.yaml'],
    ['.\\conf\\a.yaml', undefined, 'conf/a.yaml'],
    ['a:b.yaml', undefined, 'a%3Ab.yaml'],
    ['../a.yaml', undefined, '../a.yaml'],
    ['/repo/conf/a.yaml', '/repo', 'conf/a.yaml'],
    ['/etc/a.yaml', '/repo', 'file:///etc/a.yaml'],
    ['C:\\x\\a.yaml', undefined, 'file:///C%3A/x/a.yaml'],
    ['\ud800.yaml', undefined, '%EF%BF%BD.yaml'],
  ])('names %j below %s as %s', (file, root, uri) => {
    const causes = [{ ...CAUSE, to: value('acks', '1', { place: { file, line: 1, column: 1 } }) }]
    const of = validation([comparison({ deltas: [], losses: [loss('acked', { causes })] })])
    const [result] = checkLog(validationSarif(of, root === undefined ? {} : { root }))
    expect(result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(uri)
  })

  it('names files as the repository does, from wherever the command runs', () => {
    const log = validationSarif(validation([comparison()]), { root: '/repo', cwd: '/repo/kafka' })
    expect(JSON.stringify(log)).toContain('"uri":"kafka/head.yaml"')
  })

  it('is a log whatever the files hold', () => {
    fc.assert(
      fc.property(hostileValidation, (of) => {
        const log = validationSarif(of)
        expect(checkLog(log)).toHaveLength(2)
        expect(JSON.parse(JSON.stringify(log))).toEqual(log)
      }),
    )
  })
})
