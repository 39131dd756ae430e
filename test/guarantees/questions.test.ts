/** What a question is about: the rules that a release and its metadata.version leave, and records enough to show what it does wrong. */
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../config/index.ts'
import { finished } from '../../config/steps.ts'
import { casesOf } from '../../guarantees/cases.ts'
import { knownDefects } from '../../guarantees/code.ts'
import { changesOf } from '../../guarantees/configuration.ts'
import { ENVELOPES, GUARANTEES, type Level, LEVELS, type Observer } from '../../guarantees/guarantees.ts'
import { type Configuration, questionFor, questionOf } from '../../guarantees/questions.ts'
import { kraftOptions } from '../../questions/spec.ts'

const optionsOf = (configuration: Configuration, id = 'moves', level = LEVELS.quick, observer: Observer = 'partition') => {
  const envelope = ENVELOPES.find((e) => e.id === id)
  if (envelope === undefined) throw new Error(id)
  const { spec } = questionOf(observer, envelope, level, configuration)
  return kraftOptions(spec.from, spec.properties)
}

const document = (text: string) => readConfig({ file: 'server.properties', text, format: undefined, side: 'after' })

const read = (text: string) => {
  const [one] = finished(casesOf([], [document(text)], false, {})).cases
  if (one === undefined) throw new Error('no case')
  return one.head
}

describe('metadata.version', () => {
  const server = 'process.roles=broker\ndefault.replication.factor=3\nmin.insync.replicas=2\nkafka.version=3.9.0\n'

  it('below the release holds back the rules that need a newer one', () => {
    const held = read(`${server}metadata.version=3.2\n`).configuration
    const whole = read(server).configuration
    expect([held.metadataVersion, whole.metadataVersion]).toEqual(['3.2', undefined])
    expect([held, whole].map((c) => optionsOf(c).switches.rejectFencedIsr)).toEqual([false, true])
    expect([held, whole].map((c) => optionsOf(c).switches.controllerChecksBrokerEpoch)).toEqual([false, true])
    expect([held, whole].map((c) => optionsOf(c).switches.clampMinIsr)).toEqual([true, true])
  })

  it('of the release, or above it, holds nothing back', () => {
    for (const level of ['3.9', '4.0'])
      expect(read(`${server}metadata.version=${level}\n`).configuration.metadataVersion).toBeUndefined()
  })

  it('that is raised is a change like any other', () => {
    const [before, after] = ['3.2', '3.9'].map((level) => read(`${server}metadata.version=${level}\n`))
    if (before === undefined || after === undefined) throw new Error('no side')
    expect(changesOf(before, after).map(({ key, from, to }) => [key, from.value, to.value])).toEqual([
      ['metadata.version', '3.2', '3.9'],
    ])
  })
})

describe('the known defects of the code', () => {
  const head = 'kafka.version=4.4\neligible.leader.replicas.version=1\n'
  const node = (id: number, more: string, roles = 'broker,controller') =>
    readConfig({
      file: `server-${id}.properties`,
      text: `${head}process.roles=${roles}\nnode.id=${id}\n${more}\n`,
      format: undefined,
      side: 'after',
    })
  const known = (before: Parameters<typeof casesOf>[0], after: Parameters<typeof casesOf>[1]) => {
    const [one] = finished(casesOf(before, after, before.length > 0, {})).cases
    return one === undefined ? [] : knownDefects(one.head.configuration, 'all')
  }

  it.each([
    ['one directory', ['log.dirs=/var/lib/kafka'], false],
    ['one of each of two brokers', ['log.dirs=/d1', 'log.dir=/d2'], false],
    ['several', ['log.dirs=/d1,/d2'], true],
    ['one of one broker, several of another', ['log.dirs=/d1', 'log.dirs=/d1, /d2'], true],
    ['one of one broker, nothing of another', ['log.dirs=/d1', ''], true],
    ['what a variable says', ['log.dirs=${LOG_DIRS}'], true],
    ['nothing', [''], true],
  ])('have D1 or not: %s', (_, lines, has) => {
    const all = known(
      [],
      lines.map((line, i) => node(i + 1, line)),
    )
    expect(all.includes('D1')).toBe(has)
    expect(all).toContain('S1')
  })

  it('have R3 in 4.2, unless brokers have one directory each', () => {
    const [one] = finished(casesOf([], [node(1, 'log.dirs=/d1')], false, {})).cases
    if (one === undefined) throw new Error('no case')
    const { oneLogDirectory, ...several } = { ...one.head.configuration, version: '4.2' } as const
    expect(oneLogDirectory).toBe(true)
    expect(knownDefects(several, 'all')).toEqual(expect.arrayContaining(['R2', 'R3']))
    expect(knownDefects({ ...several, oneLogDirectory: true }, 'all')).not.toContain('R3')
  })

  it('have D1 where only a controller says that it has one', () => {
    const controller = node(9, 'log.dirs=/meta', 'controller')
    expect(known([], [controller, node(1, 'log.dirs=/d1,/d2', 'broker')])).toContain('D1')
    expect(known([], [controller, node(1, 'min.insync.replicas=2', 'broker')])).toContain('D1')
    expect(known([], [controller, node(1, 'log.dirs=/d1', 'broker')])).not.toContain('D1')
  })

  it('have D1 where a change takes a directory away, or puts another in its place', () => {
    expect(known([node(1, 'log.dirs=/d1,/d2')], [node(1, 'log.dirs=/d1')])).toContain('D1')
    expect(known([node(1, 'log.dirs=/d1')], [node(1, 'log.dirs=/d2')])).toContain('D1')
    expect(known([node(1, 'log.dirs=/d1')], [node(1, 'log.dirs=/d1\nmin.insync.replicas=2')])).not.toContain('D1')
  })
})

describe('whether offsets can be committed', () => {
  const keys = (observer: Observer, configuration: Configuration, level = LEVELS.quick) =>
    ENVELOPES.map((envelope) => questionOf(observer, envelope, level, configuration).key)
  const alike =
    'kafka.version=4.1.0\nprocess.roles=broker\neligible.leader.replicas.version=1\ndefault.replication.factor=3\nmin.insync.replicas=2\n'

  it.each(['quick', 'thorough'] as const)('is what is asked of a topic that is configured alike, at the %s level', (name) => {
    const { configuration } = read(alike)
    expect(keys('coordinator', configuration, LEVELS[name])).toEqual(keys('availability', configuration, LEVELS[name]))
  })

  it('is asked with the settings of __consumer_offsets, where they are others', () => {
    const { configuration } = read(`${alike}offsets.topic.replication.factor=2\n`)
    const other = keys('availability', configuration)
    expect(keys('coordinator', configuration).filter((key) => other.includes(key))).toEqual([])
    expect([optionsOf(configuration, 'kill', LEVELS.quick, 'coordinator').replicas, optionsOf(configuration).replicas]).toEqual([
      2, 3,
    ])
  })

  it('is asked of a healthy partition, whatever the topic looks like', () => {
    const found = { ...read(alike).configuration, start: { leader: 0, isr: [0], elr: [], brokers: [0, 1, 2] } }
    expect(keys('coordinator', found)).toEqual(keys('availability', read(alike).configuration))
    expect(keys('availability', found)).not.toEqual(keys('coordinator', found))
  })

  it('is asked with the acks of commits, which are all since 4.0 whatever a producer has', () => {
    const { configuration } = read(`${alike}acks=1\n`)
    const properties = (observer: Observer) =>
      ENVELOPES.slice(0, 1).flatMap((envelope) => questionOf(observer, envelope, LEVELS.quick, configuration).spec.properties)
    expect([properties('availability'), properties('coordinator')]).toEqual([
      ['LeaderStaysPossible'],
      ['WriteStaysPossible', 'LeaderStaysPossible'],
    ])
  })
})

describe('records', () => {
  const of = (version: Configuration['version'], metadataVersion?: Configuration['version']): Configuration => ({
    version,
    ...(metadataVersion !== undefined && { metadataVersion }),
    topic: { 'replication.factor': '2', 'min.insync.replicas': '2' },
    offsets: { 'replication.factor': '3' },
  })
  const recordsOf = (configuration: Configuration, id: string, observer: Observer = 'partition') =>
    [LEVELS.quick, LEVELS.thorough].map((level) => optionsOf(configuration, id, level, observer).records)

  it.each([
    ['2.0', 'moves', [3, 3]],
    ['2.5', 'moves', [3, 3]],
    ['2.0', 'restarts', [1, 2]],
    ['2.7', 'moves', [1, 2]],
    ['4.4', 'moves', [1, 2]],
  ] as const)(
    'are three where leadership moves and followers do not truncate by what they fetch: %s, %s',
    (version, id, records) => {
      expect(recordsOf(of(version), id)).toEqual(records)
      expect(recordsOf(of(version), id, 'offsets')).toEqual(records)
    },
  )

  it('are three too where inter.broker.protocol.version holds the rule back', () => {
    expect(recordsOf(of('2.8', '2.0'), 'moves')).toEqual([3, 3])
  })

  /** What is asked of replicas that agree: with how many records, and beside what else of the partition. */
  const agreementOf = (configuration: Configuration, id: string, level: Level) => {
    const [guarantee] = GUARANTEES.filter((g) => g.id === 'replicas')
    const [envelope] = ENVELOPES.filter((e) => e.id === id)
    if (guarantee === undefined || envelope === undefined) throw new Error(id)
    const { spec, key } = questionFor(guarantee, envelope, level, configuration)
    const { records, faults } = kraftOptions(spec.from, spec.properties)
    const isApart = key !== questionOf('partition', envelope, level, configuration).key
    return [records, faults.total, isApart ? spec.properties : 'with the partition']
  }
  const apart = ['LogMatchingInEpoch', 'RecordAcknowledged']

  it.each([
    ['0.10.2', undefined, 'power', [2, 2, apart]],
    ['2.6', undefined, 'restarts', [2, 2, apart]],
    ['2.6', undefined, 'moves', [3, 3, 'with the partition']],
    ['2.8', '2.6', 'disk', [2, 2, apart]],
    ['2.7', undefined, 'power', [1, 3, 'with the partition']],
    ['4.4', undefined, 'power', [1, 3, 'with the partition']],
  ] as const)('are two where it is asked whether replicas agree that do not: %s, protocol %s, %s', (version, held, id, quick) => {
    const configuration = of(version, held)
    expect(agreementOf(configuration, id, LEVELS.quick)).toEqual(quick)
    expect(agreementOf(configuration, id, LEVELS.thorough)).toEqual([id === 'moves' ? 3 : 2, 3, 'with the partition'])
  })

  it.each([
    ['2.8', undefined, [2, 2, apart]],
    ['4.4', 'kraft', [2, 2, apart]],
    // Unclean election by configuration has no effect there.
    ['3.8', 'kraft', [1, 3, 'with the partition']],
  ] as const)('are two as well where leaders are elected unclean: %s', (version, controller, quick) => {
    const { topic, ...rest } = of(version)
    const unclean = { ...topic, 'unclean.leader.election.enable': 'true' }
    const configuration = { ...rest, ...(controller !== undefined && { controller }), topic: unclean }
    expect(agreementOf(configuration, 'power', LEVELS.quick)).toEqual(quick)
  })
})
