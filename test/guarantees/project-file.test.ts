import { describe, expect, it } from 'vitest'
import { flagsOfValidate } from '../../guarantees/flags.ts'
import { readProjectFile, wordsWith } from '../../guarantees/project-file.ts'

const flags = flagsOfValidate([])
const read = (...lines: readonly string[]) => readProjectFile('tidemark.yaml', `${lines.join('\n')}\n`, flags)
const said = (...lines: readonly string[]): string => {
  try {
    read(...lines)
    return 'nothing'
  } catch (error) {
    return String(error)
  }
}

describe('tidemark.yaml', () => {
  it('gives flags as words, and rules with their places', () => {
    expect(
      read(
        '# what we have agreed on',
        'validate:',
        '  strict: true',
        '  thorough: false',
        '  envelope: [kill, power]',
        '  assume: { acks: all }',
        'ignore:',
        '  - topics: [logs-*]',
        '    guarantees: [acked]',
        '    reason: they can be read again',
        '    until: 2026-12-31',
      ),
    ).toEqual({
      file: 'tidemark.yaml',
      words: ['--strict', '--envelope', 'kill,power', '--assume', 'acks=all'],
      rules: [
        {
          topics: ['logs-*'],
          guarantees: ['acked'],
          envelopes: [],
          reason: 'they can be read again',
          until: '2026-12-31',
          place: { file: 'tidemark.yaml', line: 8, column: 5 },
        },
      ],
    })
    expect(read('')).toEqual({ file: 'tidemark.yaml', words: [], rules: [] })
  })

  it('stands below the words of the command line, and gives acts nothing', () => {
    const project = { file: 'tidemark.yaml', words: ['--strict', '--thorough'], rules: [] }
    expect(wordsWith(project, ['a', '--quick'])).toEqual(['--strict', 'a', '--quick'])
    expect(wordsWith(project, ['a'])).toEqual(['--strict', '--thorough', 'a'])
    const kill = { ...project, words: ['--envelope', 'kill'] }
    expect(wordsWith(kill, ['--envelope', 'power'])).toEqual(['--envelope', 'kill', '--envelope', 'power'])
    expect(wordsWith(project, ['a', '--restart', 'all'])).toEqual(['a', '--restart', 'all'])
  })

  it.each([
    [['ignor: []'], '1:1: has no key ignor (did you mean ignore?); it takes validate, ignore'],
    [['validate:', '  envelop: kill'], '2:3: validate.envelop: there is no such flag (did you mean envelope?)'],
    [['validate:', '  envelope: kil'], "2:3: validate.envelope: There is no envelope 'kil' (did you mean kill?)."],
    [['validate:', '  strict: yes please'], '2:3: validate.strict: it must be true or false'],
    [['validate:', '  envelope: true'], '2:3: validate.envelope: it needs a value'],
    [['validate:', '  base: x'], '2:3: validate.base: it is about one run, and stands on its command line'],
    // Whoever has written what is checked may have written it: it says neither where a run writes nor whom it connects to.
    ...['out', 'cache', 'junit', 'sarif', 'html', 'bootstrap-server', 'command-config'].map((flag): [string[], string] => [
      ['validate:', `  ${flag}: x`],
      `2:3: validate.${flag}: it is about one run, and stands on its command line`,
    ]),
    [['ignore:', '  - topics: [a]', '    reason: because'], '2:5: needs until'],
    [['ignore:', '  - topics: [a]', '    until: 2026-12-31'], '2:5: needs reason'],
    [['ignore:', '  - reason: r', '    until: 2026-02-30'], '3:12: ignore.until must be a day such as 2026-12-31'],
    [
      ['ignore:', '  - reason: r', '    untill: 2026-12-31', '    until: 2026-12-31'],
      '3:5: has no key untill (did you mean until?)',
    ],
    [
      ['ignore:', '  - reason: r', '    until: 2026-12-31', '    guarantees: [aked]'],
      '4:18: ignore.guarantees aked is no guarantee (did you mean acked?)',
    ],
    [['ignore:', '  - reason: " "', '    until: 2026-12-31'], '2:13: ignore.reason must say why'],
    [['a: [', 'b'], 'tidemark.yaml:'],
    [['- a'], 'tidemark.yaml:1:1: must be a map with validate and ignore'],
  ])('%j is refused where it is wrong', (lines, message) => {
    expect(said(...lines)).toContain(message)
  })
})
