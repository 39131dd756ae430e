import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError, type Format, FORMATS, MAX_TEXT, readConfig } from '../../config/index.ts'
import { OptionError } from '../../model/option-error.ts'
import { entriesOf, resolve, sample, SAMPLES, topicsOf } from './samples.ts'

/** Reads, and resolves what was read; gives what a refusal says. Anything but a refusal with a place inside the text is a bug. */
function attempt(text: string, format?: Format, side: 'before' | 'after' = 'after'): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const inside = (place: { file: string; line: number; column: number }) => {
    const length = lines[place.line - 1]?.length ?? -1
    return place.file === 'f' && place.line >= 1 && place.column >= 1 && place.column <= length + 1
  }
  try {
    const document = readConfig({ file: 'f', text, side, ...(format !== undefined && { format }) })
    for (const { place } of [...entriesOf(document), ...document.topics, ...document.notices, ...document.versions])
      if (!inside(place)) return `a place outside: ${JSON.stringify(place)}`
    resolve([document], { topic: topicsOf([document])[0] })
    return 'read'
  } catch (error) {
    if (error instanceof ConfigError) return inside(error.place) ? `refused: ${error.message}` : `outside: ${error.toString()}`
    if (error instanceof OptionError) return `refused: ${error.message}`
    throw error
  }
}

const fine = (outcome: string): void => {
  expect(outcome).toMatch(/^(?:read$|refused: )/)
}
const formats = fc.constantFrom<(Format | undefined)[]>(undefined, ...FORMATS)

describe('whatever is given is read, or refused with a place in it', () => {
  it('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), formats, (text, format) => fine(attempt(text, format))),
      { numRuns: 2000 },
    )
  })

  it('what the formats are made of, in any order', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      "'",
      '\n',
      '\r',
      '\r\n',
      ' ',
      '\t',
      '=',
      '\\',
      '#',
      '- ',
      '? ',
      '&a ',
      '*a',
      '!!map ',
      '<<: ',
      '|',
      '>',
      '---\n',
      'min.insync.replicas',
      'replication.factor',
      'acks',
      'kind: KafkaTopic',
      'apiVersion: kafka.strimzi.io/v1',
      'metadata',
      'name',
      'spec',
      'config',
      'Topic: t',
      'Partition: 0',
      'Leader: none',
      'Replicas: 1,2',
      'Isr: ',
      'Configs: ',
      'All configs for topic t are:\n  ',
      ' sensitive=false synonyms={',
      'DEFAULT_CONFIG:',
      '"format_version":"1.0"',
      '"resource_changes"',
      '"configs"',
      '2',
      '-1',
      'null',
      'true',
      '\uFEFF',
      '\\u00',
      '__proto__',
      'constructor',
      '{{ x }}',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), formats, (parts, format) => fine(attempt(parts.join(''), format))),
      { numRuns: 3000 },
    )
  })

  it('samples, cut and changed', () => {
    const change = fc.record({
      name: fc.constantFrom(...SAMPLES),
      at: fc.nat(4000),
      drop: fc.nat(30),
      put: fc.string({ unit: 'binary', maxLength: 8 }),
      cut: fc.nat(4000),
      side: fc.constantFrom('before' as const, 'after' as const),
      forced: formats,
    })
    fc.assert(
      fc.property(change, ({ name, at, drop, put, cut, side, forced }) => {
        const text = sample(name)
        const start = at % text.length
        const changed = text.slice(0, start) + put + text.slice(start + drop)
        fine(attempt(changed.slice(0, changed.length - (cut % changed.length)), forced, side))
      }),
      { numRuns: 2000 },
    )
  })

  const head = 'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: t }\n'
  const deep = 100_000
  it.each<[string, string, string]>([
    ['flow of YAML', `${head}spec: ${'['.repeat(deep)}`, 'is nested more than 64 deep'],
    ['blocks of YAML', `${head}spec:\n  ${'- '.repeat(deep)}`, 'is nested more than 64 deep'],
    ['keys of YAML', `${head}spec:\n  ${'? '.repeat(deep)}`, 'is nested more than 64 deep'],
    ['arrays of JSON', `{"format_version":"1.0","resource_changes":${'['.repeat(deep)}`, 'is nested more than 64 deep'],
    ['objects of JSON', `{"format_version":"1.0","resource_changes":${'{"a":'.repeat(deep)}`, 'is nested more than 64 deep'],
    ['aliases', `${head}a: &a [x]\nspec: [${'*a,'.repeat(deep)}]`, 'has more than 100 aliases'],
  ])('very deep or very many: %s', (_, text, message) => {
    expect(attempt(text)).toBe(`refused: ${message}`)
  })

  it('aliases of aliases, merged, cost no more than they are', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} { <<: [*a${i}, *a${i}], k${i}: 1 }\n`)
    expect(attempt(`${head}a0: &a0 { flush.messages: 1 }\n${levels.join('')}spec: { config: *a40 }`)).toBe('read')
  })

  it('keys that are names of every object', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype']
    const texts = [
      names.map((name) => `${name}=1\n`).join(''),
      `${head}spec: { config: { ${names.map((name) => `${name}: 1`).join(', ')} } }`,
      `{"format_version":"1.0","resource_changes":[{"type":"kafka_topic","address":"a","change":{"after":{"name":"__proto__","config":{${names.map((name) => `"${name}":"1"`).join(',')}}}}}]}`,
      `[{"resourceType":2,"resourceName":"constructor","configs":[${names.map((name) => `{"name":"${name}","value":"1"}`).join(',')}]}]`,
      `All configs for topic __proto__ are:\n${names.map((name) => `  ${name}=1 sensitive=false synonyms={}\n`).join('')}`,
      'Topic: __proto__\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: __proto__=1,constructor=2',
    ]
    for (const [i, format] of (
      ['properties', 'strimzi', 'terraform', 'admin-json', 'kafka-configs', 'kafka-topics'] as const
    ).entries())
      expect(attempt(texts[i] ?? '', format)).toBe('read')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('more than 16 MiB', () => {
    expect(attempt('a'.repeat(MAX_TEXT + 1))).toBe('refused: is larger than 16 MiB, which no Kafka configuration is')
  })
})

// What it costs is counted in growth.searches.test.ts. Here lists get longer than a call has room for arguments.
describe('2 MB of very small pieces are read or refused', () => {
  const size = 2_000_000
  const fill = (piece: string) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size)
  const head = 'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: t }\n'
  const letters = (n: number) => String(n).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')
  it.each<[string, () => string, Format | undefined]>([
    ['one line', () => fill('a'), undefined],
    ['empty lines', () => fill('\n'), 'properties'],
    ['backslashes', () => `a.b=${fill('\\')}`, 'properties'],
    ['continued lines', () => `a.b=${fill('\\\n')}`, 'properties'],
    // Words: what might be no key is held against all names, each time.
    ['unknown keys', () => Array.from({ length: 130_000 }, (_, i) => `min.insync.${letters(i)}=1`).join('\n'), 'properties'],
    [
      'a line of synonyms',
      () => `All configs for topic t are:\n  a.b=1 sensitive=false synonyms={${fill('DEFAULT_CONFIG:acks=1, ')}}`,
      undefined,
    ],
    ['a tail again and again', () => `All configs for topic t are:\n  a.b=${fill(' sensitive=false synonyms={')}`, undefined],
    ['entries', () => `All configs for topic t are:\n${fill('  acks=1 sensitive=false synonyms={}\n')}`, undefined],
    ['labels', () => fill('Topic: '), 'kafka-topics'],
    ['a configuration', () => `Topic: t\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: ${fill('a.b=1,')}`, undefined],
    ['a line of YAML', () => `${head}spec: ${fill('a ')}`, undefined],
    ['keys of YAML', () => `${head}spec:\n${fill('  k: 1\n')}`, undefined],
    ['a block of YAML', () => `${head}x: |\n${fill('  a\n')}`, undefined],
    ['values of JSON', () => `[${fill('0,')}`, 'admin-json'],
    ['commas', () => fill(','), 'terraform'],
    ['a string', () => `{"format_version":"1.0","x":"${fill('\\u0041')}"}`, undefined],
    ['a comment', () => fill('/*'), 'terraform'],
  ])('%s', (_, text, format) => {
    fine(attempt(text(), format))
  })

  it('a plan on one line, with exact places', () => {
    const one = (i: number) =>
      `{"type":"kafka_topic","address":"a","change":{"actions":["create"],"before":null,"after":{"name":"t${i}","replication_factor":3}}}`
    const text = `{"format_version":"1.2","resource_changes":[${Array.from({ length: 50_000 }, (_, i) => one(i)).join(',')}]}`
    const { topics } = readConfig({ file: 'f', text, side: 'after' })
    const last = topics.at(-1)?.place
    expect([topics.length, last?.line, text.slice((last?.column ?? 0) - 1).slice(0, 6)]).toEqual([50_000, 1, 't49999'])
  })
})
