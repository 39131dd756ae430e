import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { annotations } from './reports.ts'
import { golden } from './golden.ts'
import { hostileValidation } from './hostile.ts'
import { CAUSE, cell, comparison, loss, side, single, validation, value } from './sample.ts'

interface Command {
  readonly kind: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

const unescaped = (text: string): string =>
  text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%')

/** As the runner reads a line: the command up to the next `::`, its properties between commas. */
function parse(line: string): Command {
  expect(line.startsWith('::')).toBe(true)
  const end = line.indexOf('::', 2)
  const [kind = '', ...rest] = line.slice(2, end).split(' ')
  const properties = rest
    .join(' ')
    .split(',')
    .map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), unescaped(pair.slice(at + 1))] as const
    })
  return { kind, properties: Object.fromEntries(properties), message: unescaped(line.slice(end + 2)) }
}

const commands = (text: string): Command[] => {
  expect(text.endsWith('\n')).toBe(true)
  return text.slice(0, -1).split('\n').map(parse)
}

const withFile = (file: string) =>
  comparison({
    deltas: [],
    losses: [loss('acked', { causes: [{ ...CAUSE, to: value('acks', '1', { place: { file, line: 9, column: 26 } }) }] })],
  })

describe('annotations', () => {
  it('is comparison.github.txt', async () => {
    await expect(annotations(validation())).toMatchFileSnapshot(golden('comparison.github.txt'))
  })

  it('says nothing when nothing is wrong', () => {
    const fine = single({ losses: [], head: side('configuration', { cells: [cell('acked', 'kill')] }) })
    expect(annotations(validation([fine]))).toBe('')
  })

  it('escapes per cent signs, line ends, colons and commas, each where it counts', () => {
    const subject = withFile('a,b:c%2C.yaml')
    const [first = ''] = annotations(validation([{ ...subject, topics: ['50%, or: all'] }])).split('\n')
    expect(first).toContain('::error file=a%2Cb%3Ac%252C.yaml,line=9,col=26,title=')
    expect(first).toContain('title=acked records survive%3A lost (50%25%2C or%3A all)::')
    expect(first).toContain('lost under one power loss%0AWhoever')
    expect(parse(first).properties).toEqual({
      file: 'a,b:c%2C.yaml',
      line: '9',
      col: '26',
      title: 'acked records survive: lost (50%, or: all)',
    })
  })

  it.each([
    ['./conf/a.yaml', undefined, 'conf/a.yaml'],
    ['conf\\a.yaml', undefined, 'conf/a.yaml'],
    ['/repo/conf/a.yaml', '/repo', 'conf/a.yaml'],
    ['/repo/conf/a.yaml', '/repo/', 'conf/a.yaml'],
    ['/repository/a.yaml', '/repo', '/repository/a.yaml'],
    ['C:\\repo\\a.yaml', 'C:\\repo', 'a.yaml'],
  ])('names %s below %s as %s', (file, root, expected) => {
    const text = annotations(validation([withFile(file)]), root === undefined ? {} : { root })
    expect(commands(text)[0]?.properties['file']).toBe(expected)
  })

  it.each([
    ['a.yaml', '/repo/kafka', 'kafka/a.yaml'],
    ['../a.yaml', '/repo/kafka', 'a.yaml'],
    ['../../a.yaml', '/repo/kafka', '/a.yaml'],
    ['conf\\a.yaml', 'C:\\repo\\kafka', 'C:/repo/kafka/conf/a.yaml'],
  ])('names %s in %s as the repository does: %s', (file, cwd, expected) => {
    const [first] = commands(annotations(validation([withFile(file)]), { root: '/repo', cwd }))
    expect(first?.properties['file']).toBe(expected)
  })

  it('warns of what was not read, where it stands and once for all topics', () => {
    const unread = [{ message: 'partition 0 has no leader', place: { file: 'l.txt', line: 2, column: 27 } }]
    const subject = single({ head: side('configuration', { unread }), losses: [], codeLosses: [] })
    const warnings = commands(annotations(validation([subject, subject]))).filter(
      ({ properties }) => properties['title'] === 'not read',
    )
    expect(warnings).toEqual([
      {
        kind: 'warning',
        properties: { file: 'l.txt', line: '2', col: '27', title: 'not read' },
        message: 'partition 0 has no leader (l.txt:2:27)',
      },
    ])
  })

  it('gives ten errors and ten warnings at most, and says how many more there are', () => {
    const many = Array.from({ length: 7 }, () => comparison())
    const found = commands(annotations(validation(many)))
    expect(found.map((c) => c.kind)).toEqual([
      ...Array.from({ length: 10 }, () => 'error'),
      ...Array.from({ length: 7 }, () => 'warning'),
      'notice',
    ])
    expect(found.at(-1)?.message).toBe('4 more guarantees are not given')
    const more = commands(annotations(validation([...many, ...many])))
    expect(more.filter((c) => c.kind === 'warning')).toHaveLength(10)
    expect(more.at(-1)?.message).toBe('18 more guarantees are not given and 4 more warnings are not given')
  })

  it('points at what head says, else at what it says of min.insync.replicas, else at its file', () => {
    const place = { file: 'x.yaml', line: 2, column: 3 }
    const removed = { ...CAUSE, to: value('min.insync.replicas', '1') }
    const at = (values: readonly ReturnType<typeof value>[]) =>
      commands(
        annotations(
          validation([
            comparison({
              deltas: [],
              losses: [loss('acked', { causes: [removed] })],
              head: side('head', { values, offsets: [] }),
            }),
          ]),
        ),
      )[0]?.properties
    expect(
      at([value('acks', '1', { place: { ...place, line: 8 } }), value('min.insync.replicas', '1', { place })]),
    ).toMatchObject({
      file: 'x.yaml',
      line: '2',
    })
    expect(at([value('acks', '1', { place: { ...place, line: 8 } })])).toMatchObject({ file: 'x.yaml', line: '8', col: '3' })
    expect(at([])).toMatchObject({ file: 'head.yaml', line: '1', col: '1' })
  })

  it('is one command a line, whatever the files hold', () => {
    fc.assert(
      fc.property(hostileValidation, (of) => {
        const text = annotations(of)
        // oxlint-disable-next-line no-control-regex -- that is what it looks for
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/)
        const found = commands(text)
        expect(found.map((c) => c.kind)).toEqual(['error', 'warning'])
        for (const { properties, message } of found) {
          expect(Object.keys(properties)).toEqual(['file', 'line', 'col', 'title'])
          expect(properties['line']).toBe('3')
          expect(message).not.toBe('')
        }
      }),
    )
  })
})
