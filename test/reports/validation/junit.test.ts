import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validationJunit } from './reports.ts'
import { golden } from './golden.ts'
import { hostileValidation } from './hostile.ts'
import { cell, comparison, delta, loss, side, single, STORY, validation } from './sample.ts'
import { type Element, readXml } from './xml.ts'

/** A test's name and what became of it. */
const outcomes = (xml: string): (readonly [string | undefined, string])[] =>
  readXml(xml).children.flatMap((suite) =>
    suite.children
      .filter(({ name }) => name === 'testcase')
      .map((test) => [test.attributes['name'], test.children[0]?.name ?? 'passed'] as const),
  )

const all = (element: Element): Element[] => [element, ...element.children.flatMap(all)]

describe('validationJunit', () => {
  it.each([
    ['comparison.junit.xml', validation()],
    ['single.junit.xml', validation([single()])],
  ] as const)('is %s', async (name, of) => {
    await expect(validationJunit(of)).toMatchFileSnapshot(golden(name))
  })

  it('has a test for each guarantee under each envelope', () => {
    expect(outcomes(validationJunit(validation()))).toEqual([
      ['acked records survive · a killed broker', 'passed'],
      ['acked records survive · one power loss', 'failure'],
      ['reads are repeatable · a killed broker', 'failure'],
      ['reads are repeatable · one power loss', 'skipped'],
      ['partition writable · a killed broker', 'passed'],
      ['partition writable · one power loss', 'error'],
    ])
    expect(outcomes(validationJunit(validation([single()])))).toEqual([
      ['acked records survive · a killed broker', 'passed'],
      ['acked records survive · one power loss', 'failure'],
      ['reads are repeatable · a killed broker', 'passed'],
      ['reads are repeatable · one power loss', 'skipped'],
      ['partition writable · a killed broker', 'passed'],
      ['partition writable · one power loss', 'passed'],
    ])
  })

  it('skips what a limit kept back when that is allowed, and what failed not', () => {
    const head = (verdict: 'incomplete' | 'error') => side('configuration', { cells: [cell('acked', 'kill', verdict)] })
    const of = (verdict: 'incomplete' | 'error', allowIncomplete: boolean) =>
      outcomes(validationJunit(validation([single({ head: head(verdict) })]), { allowIncomplete }))[0]?.[1]
    expect(of('incomplete', true)).toBe('skipped')
    expect(of('incomplete', false)).toBe('error')
    expect(of('error', true)).toBe('error')
  })

  it('passes no guarantee that is lost although its story is missing', () => {
    const subject = comparison({ deltas: [delta('acked', 'kill', 'lost')], losses: [] })
    const failure = all(readXml(validationJunit(validation([subject])))).find((e) => e.name === 'failure')
    expect(failure).toMatchObject({
      text: 'lost 3',
      attributes: { type: 'lost', message: 'acked records survive: lost 3' },
    })
  })

  it('counts what it has, and adds up the seconds', () => {
    const { attributes, children } = readXml(validationJunit(validation([comparison(), single()])))
    expect(attributes).toEqual({ tests: '12', failures: '3', errors: '1', skipped: '2' })
    expect(children.map((suite) => suite.attributes['time'])).toEqual(['9.225', '3.075'])
  })

  it('is well-formed whatever the files hold', () => {
    fc.assert(
      fc.property(hostileValidation, (of) => {
        const xml = validationJunit(of)
        const cases = all(readXml(xml)).filter((e) => e.name === 'testcase')
        expect(cases).toHaveLength(of.subjects[0]?.base === undefined ? 2 : 6)
        // oxlint-disable-next-line no-control-regex -- that is what it looks for
        expect(xml).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/)
      }),
    )
  })

  it('ends no CDATA section early', () => {
    const story = { ...STORY, because: 'a ]]> b ]]> c </failure>' }
    const xml = validationJunit(validation([single({ losses: [loss('acked', { story })] })]))
    const failure = all(readXml(xml)).find((e) => e.name === 'failure')
    expect(failure?.text).toContain('Because: a ]] > b ]] > c </failure>\n')
  })

  it('keeps what XML would take for markup', () => {
    const topic = `<a b="c">&amp;]]>'`
    const [suite] = readXml(validationJunit(validation([single({ topics: [topic] })]))).children
    expect(suite?.attributes['name']).toBe(`validate ${topic}`)
    expect(suite?.children.find(({ name }) => name === 'testcase')?.attributes['classname']).toBe(topic)
  })
})

describe('readXml', () => {
  const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${body}`
  it.each(['<a>', '<a></b>', '<a b=c/>', '<a b="<"/>', '<a>&b;</a>', '<a>&</a>', '<a/><b/>', '<a>\u0007</a>', '<a b="" b=""/>'])(
    'refuses %s',
    (body) => {
      expect(() => readXml(xml(body))).toThrow()
    },
  )

  it('reads what is well-formed', () => {
    expect(readXml(xml('<a b="&lt;"><c/>x<![CDATA[<]]></a>'))).toEqual({
      name: 'a',
      attributes: { b: '<' },
      children: [{ name: 'c', attributes: {}, children: [], text: '' }],
      text: 'x<',
    })
  })
})
