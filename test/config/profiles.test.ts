/** Profiles that are said to be active: what they come to, in the order in which each framework has them. */
import { describe, expect, it } from 'vitest'
import { cameTo } from './subjects-of.ts'

const BASE = 'spring:\n  kafka:\n    producer: { acks: all, retries: 7 }\n'
const on = (profile: string, acks: string): string =>
  `---\nspring:\n  config.activate.on-profile: "${profile}"\n  kafka:\n    producer: { acks: ${acks} }\n`
const spring = (acks: string) => ({
  'any topic': { acks: `${acks} producer`, retries: '7 producer', 'enable.auto.commit': 'false vendor' },
})

describe('Spring, with profiles that are active', () => {
  it.each([
    ['a document of one', BASE + on('prod', '1'), ['prod'], '1'],
    ['a document of another', BASE + on('dev', '0'), ['dev', 'eu'], '0'],
    ['the later document, whatever the order of the profiles', BASE + on('eu', '0') + on('prod', '1'), ['prod', 'eu'], '1'],
    ['an expression that holds', BASE + on('prod & !(eu | us)', '1'), ['prod'], '1'],
    ['one of a list', BASE + on('eu, prod', '1'), ['prod'], '1'],
    ['a group', `spring.profiles.group.prod: [eu]\n${BASE}${on('eu', '0')}`, ['prod'], '0'],
    ['what is included', `spring.profiles.include: eu\n${BASE}${on('eu', '0')}${on('prod & eu', '1')}`, ['prod'], '1'],
  ] as const)('counts %s', (_, text, profiles, acks) => {
    const came = cameTo({ 'application.yml': text }, profiles)
    expect([came.subjects, came.refused]).toEqual([spring(acks), undefined])
    expect(came.unread.filter((one) => !one.includes('nothing here is of the profile eu'))).toEqual([])
  })

  it.each([
    ['prod & eu', ['prod'], 'what the profile prod & eu sets does not count: it is not active'],
    ['!prod', ['prod'], 'what the profile !prod sets does not count: it is not active'],
  ] as const)('says that %s does not count', (expression, profiles, said) => {
    const came = cameTo({ 'application.yml': BASE + on(expression, '0') }, profiles)
    expect([came.subjects, came.unread]).toEqual([spring('all'), []])
    expect(came.said).toContain(said)
  })

  it('is incomplete where an expression is none', () =>
    expect(cameTo({ 'application.yml': BASE + on('a & b | c', '0') }, ['a']).unread).toEqual([
      'what the profile a & b | c sets is not read: it is no expression over profiles',
    ]))

  it('is incomplete where nothing is of a profile', () =>
    expect(cameTo({ 'application.yml': BASE + on('prod', '0') }, ['prd']).unread).toEqual([
      'nothing here is of the profile prd (--profile)',
    ]))

  it('has files of profiles above all of the other, the last that is active last, each value at its place', () => {
    const files = {
      'application-eu.yml': 'spring:\n  kafka:\n    producer: { acks: 0 }\n',
      'application-prod.yml': '# of production\nspring:\n  kafka:\n    producer: { acks: 1 }\n',
      'application-test.yml': 'spring:\n  kafka:\n    producer: { acks: -1, retries: 0 }\n',
      'application.yml': BASE + on('prod', 'all'),
    }
    expect(cameTo(files, ['eu', 'prod']).subjects).toEqual(spring('1'))
    expect(cameTo(files, ['prod', 'eu']).subjects).toEqual(spring('0'))
    expect(cameTo(files, ['prod']).said).toContain('what the profile test sets does not count: it is not active')
  })

  it('has what is stronger stronger across files', () => {
    const files = {
      'application.properties': 'spring.kafka.producer.acks=all\nspring.kafka.producer.retries=7',
      'application-prod.properties': 'spring.kafka.properties.acks=0\n',
    }
    expect(cameTo(files, ['prod']).subjects).toEqual(spring('all'))
  })
})

describe('Spring, without a word of which are active', () => {
  it.each([
    [
      'spring.profiles.active: eu,prod\n',
      ['profiles that are active together are read as what they come to with --profile alone'],
    ],
    [
      'spring.profiles.active: [eu, prod]\n',
      ['profiles that are active together are read as what they come to with --profile alone'],
    ],
    ['spring.profiles.active: prod\n', []],
  ])('%j', (active, unread) => expect(cameTo({ 'application.yml': active + BASE }).unread).toEqual(unread))
})

describe('Quarkus', () => {
  const files = {
    'application.properties':
      'mp.messaging.outgoing.o.connector=smallrye-kafka\n%eu.mp.messaging.outgoing.o.acks=1\n%prod.mp.messaging.outgoing.o.acks=all\nmp.messaging.outgoing.o.retries=7\n',
    'application-eu.properties': 'mp.messaging.outgoing.o.retries=1\n',
  }
  it.each([
    [['eu'], '1', '1'],
    [['eu', 'prod'], 'all', '1'],
    [['prod', 'eu'], '1', '1'],
    [['prod'], 'all', '7'],
  ])('with %j', (profiles, acks, retries) =>
    expect(cameTo(files, profiles).subjects).toEqual({
      'any topic (outgoing channel o)': expect.objectContaining({ acks: `${acks} producer`, retries: `${retries} producer` }),
    }),
  )
})

describe('Micronaut', () => {
  const files = {
    'application.yml': 'kafka:\n  producers:\n    orders: { acks: all, retries: 7 }\n',
    'application-test.yml': 'kafka:\n  producers:\n    orders: { acks: 0 }\n',
  }
  const acks = (profiles?: readonly string[]) => {
    const { subjects, unread } = cameTo(files, profiles)
    return [Object.values(subjects).map((values) => `${values['acks']} ${values['retries']}`), unread]
  }

  it('has an environment above the rest', () => expect(acks(['test'])).toEqual([['0 producer 7 producer'], []]))
  it('leaves out what is not active', () => expect(acks(['prod'])).toEqual([['all producer 7 producer'], []]))
  it('does not know without a word of it', () =>
    expect(acks()).toEqual([
      ['all producer 7 producer'],
      ['this file is of the environment test, and not read: --profile says which are active'],
    ]))
})

describe('application.properties beside application.yml', () => {
  const clients = (files: Readonly<Record<string, string>>, profiles?: readonly string[]) => {
    const { subjects, unread } = cameTo(files, profiles)
    return { acks: Object.fromEntries(Object.entries(subjects).map(([name, values]) => [name, values['acks']])), unread }
  }

  it('is one client of Spring Boot, of which properties count more', () => {
    const files = {
      'application.properties': 'spring.kafka.producer.acks=1\n',
      'application.yml': 'spring: {kafka: {producer: {acks: all, retries: 7}}}\n',
    }
    expect(clients(files)).toEqual({ acks: { 'any topic': '1 producer' }, unread: [] })
  })

  it('counts less where it says something of all clients and the other of producers', () => {
    const files = {
      'application.properties': 'spring.kafka.properties.acks=1\n',
      'application.yml': 'spring: {kafka: {producer: {acks: all}}}\n',
    }
    expect(clients(files)).toEqual({ acks: { 'any topic': 'all producer' }, unread: [] })
  })

  it('has files of profiles of both formats above it', () => {
    const files = {
      'application-prod.properties': 'spring.kafka.producer.acks=0\n',
      'application-prod.yml': 'spring: {kafka: {producer: {acks: 1}}}\n',
      'application.properties': 'spring.kafka.producer.retries=7\n',
      'application.yml': 'spring: {kafka: {producer: {acks: all}}}\n',
    }
    expect(clients(files, ['prod'])).toEqual({ acks: { 'any topic': '0 producer' }, unread: [] })
  })

  it('counts less than YAML in Quarkus', () => {
    const files = {
      'application.properties': 'mp.messaging.outgoing.orders.acks=all\n',
      'application.yml': 'mp: {messaging: {outgoing: {orders: {connector: smallrye-kafka, acks: 1}}}}\n',
    }
    expect(clients(files)).toEqual({ acks: { 'any topic (outgoing channel orders)': '1 producer' }, unread: [] })
  })

  it('leaves open in Micronaut what the two do not agree on', () => {
    const files = {
      'application.properties': 'kafka.producers.orders.acks=all\n',
      'application.yml': 'kafka: {producers: {orders: {acks: 1}}}\n',
    }
    expect(clients(files).unread).toEqual([
      'kafka.producers.orders.acks has another value in application.yml: which of them counts is not known',
    ])
  })
})
