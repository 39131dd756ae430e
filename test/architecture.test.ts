/** The picture of ARCHITECTURE.md is the code: its rooms, and what each imports. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './cli/run.ts'

type Arrows = Readonly<Record<string, readonly string[]>>

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const roomOf = (path: string): string => path.split('/')[0] ?? ''
const inRoot = (from: string, to: string): string => join('/', dirname(from), to).slice(1)

/** Rooms of the program: folders that are a project; `test` sees all of them. */
const ROOMS = readdirSync(ROOT)
  .filter((name) => name !== 'test' && existsSync(join(ROOT, name, 'tsconfig.json')))
  .toSorted()

const filesOf = (room: string, name: RegExp): string[] =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => `${room}/${file}`)

/** What each room sees of others. */
function arrows(of: (room: string) => readonly string[]): Arrows {
  return Object.fromEntries(ROOMS.map((room) => [room, [...new Set(of(room))].filter((other) => other !== room).toSorted()]))
}

const PICTURED: Arrows = Object.fromEntries(
  [...read('ARCHITECTURE.md').matchAll(/^(\w+) +──► +(.+)$/gm)].map(([, room = '', seen = '']) => [
    room,
    seen === 'nothing of ours' ? [] : seen.split(', ').toSorted(),
  ]),
)

const IMPORT = /(?:\bfrom|\bimport|\bimport\()\s*'(\.[^']+)'/g

describe('ARCHITECTURE.md', () => {
  it('has every room in its picture and in its table', () => {
    expect(Object.keys(PICTURED).toSorted()).toEqual(ROOMS)
    const listed = [...read('ARCHITECTURE.md').matchAll(/^\| `(\w+)\/`/gm)].map(([, room]) => room ?? '')
    expect(listed.toSorted()).toEqual([...ROOMS, 'test'].toSorted())
  })

  it('has the arrows that are imported, no more and no fewer', () => {
    const imported = arrows((room) =>
      filesOf(room, /\.(?:ts|tsx|mjs)$/).flatMap((file) =>
        [...read(file).matchAll(IMPORT)].map(([, to = '']) => roomOf(inRoot(file, to))),
      ),
    )
    expect(imported).toEqual(PICTURED)
  })

  it('has the arrows that the compiler allows', () => {
    const referenced = arrows((room) =>
      filesOf(room, /(?:^|\/)tsconfig\.json$/).flatMap((file) => {
        const { references = [] } = JSON.parse(read(file)) as { references?: readonly { path: string }[] }
        return references.map(({ path }) => roomOf(inRoot(file, path)))
      }),
    )
    expect(referenced).toEqual(PICTURED)
  })
})

it('cli/ stays thin: what is more than process, files, flags, exit codes and progress has a room of its own', () => {
  const lines = filesOf('cli', /\.ts$/).reduce((sum, file) => sum + read(file).split('\n').length - 1, 0)
  expect(lines).toBeGreaterThan(0)
  expect(lines).toBeLessThan(2500)
})
