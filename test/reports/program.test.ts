import { describe, expect, it } from 'vitest'
import { programStarted } from '../../cli/started-by.ts'
import { programOf } from '../../reports/program.ts'

describe('the line of a command', () => {
  it.each([
    ['npm script', 'npm run trace -- a/b-c.json'],
    ['npx', 'npx tidemark trace a/b-c.json'],
    ['path', 'tidemark trace a/b-c.json'],
  ] as const)('by %s', (startedBy, line) => expect(programOf('1', startedBy).commandLine('trace', 'a/b-c.json')).toBe(line))

  it('is quoted for a shell where that is needed', () => {
    const { commandLine } = programOf('1', 'path')
    expect(commandLine('trace', "a b'c;d")).toBe(String.raw`tidemark trace 'a b'\''c;d'`)
    expect(commandLine('check', '--set', 'acks=1', '$HOME')).toBe("tidemark check --set acks=1 '$HOME'")
    expect(commandLine('check', '')).toBe("tidemark check ''")
  })

  it('has no dashes for npm when there is nothing behind them', () =>
    expect(programOf('1', 'npm script').commandLine('check')).toBe('npm run check'))
})

describe('how the program was started', () => {
  const own = { npm_lifecycle_event: 'check', npm_package_name: 'tidemark' }
  it.each([
    ['sources', {}, '/clone/cli/main.ts', true, 'npm run'],
    ['a script of its own', own, '/clone/dist/cli/main.js', false, 'npm run'],
    [
      'a script of another package',
      { ...own, npm_package_name: 'shop' },
      '/shop/node_modules/.bin/tidemark',
      false,
      'npx tidemark',
    ],
    ['npx', { npm_lifecycle_event: 'npx' }, '/home/a/.npm/_npx/1/node_modules/.bin/tidemark', false, 'npx tidemark'],
    ['npx of a global one', { npm_lifecycle_event: 'npx' }, '/usr/local/bin/tidemark', false, 'npx tidemark'],
    ['a name on the path', {}, '/usr/local/bin/tidemark', false, 'tidemark'],
    ['a link in node_modules', {}, '/shop/node_modules/.bin/tidemark', false, 'npx tidemark'],
    ['the file itself', {}, '/clone/dist/cli/main.js', false, 'npx tidemark'],
  ] as const)('by %s', (_, env, file, isSource, start) =>
    expect(
      programStarted(env, file, isSource)
        .commandLine('trace')
        .replace(/ trace$/, ''),
    ).toBe(start),
  )
})
