/** A search of a TypeScript model in a process that has reserved more memory than there is. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { inTemporaryFolder, program, ROOT } from '../../cli/run.ts'

/** A state of nine words, so that the memory of a search is large. */
const MODEL = `
import { action, defineLayout, int } from '${join(ROOT, 'checker/model.ts')}'
const wide = Object.fromEntries(Array.from({ length: 8 }, (_, i) => ['w' + i, int(0, 2 ** 31 - 2)]))
const layout = defineLayout({ n: int(0, 3), ...wide })
const count = action()('Count', 'It counts.', [], { guards: { 'there is room': (s) => s.n < 3 }, apply: (d) => { d.n++ } })
export const model = { name: 'wide', bounds: {}, assumptions: [], layout, initial: [() => {}], actions: [count], properties: [] }
`

/** Reserves all memory there is but 4 GiB, and then searches in 12. Nothing of it is touched. */
const SEARCH = `
import { totalmem } from 'node:os'
import { explore } from '${join(ROOT, 'checker/index.ts')}'
const GiB = 2 ** 30
const reserved = Array.from({ length: Math.max(0, Math.floor(totalmem() / GiB) - 4) }, () => new SharedArrayBuffer(GiB))
const { verdict, distinct, error } = await explore({ module: process.argv[2], args: undefined }, { workers: 2, maxMemory: 12 * GiB })
console.log(JSON.stringify({ verdict, distinct, error, reserved: reserved.every((buffer) => buffer.byteLength === GiB) }))
`

// tsx starts a process of esbuild in each thread that reads TypeScript. Linux refuses to copy a process that has reserved more
// than there is (ENOMEM), so that workers have to load the model before their search reserves memory.
it('is explored on worker threads, which load the model before memory is reserved', () =>
  inTemporaryFolder(async (folder) => {
    const [model, search] = [join(folder, 'model.mts'), join(folder, 'search.mts')]
    writeFileSync(model, MODEL)
    writeFileSync(search, SEARCH)
    // With its cache tsx would not need esbuild the second time.
    const args = ['TSX_DISABLE_CACHE=1', process.execPath, '--import', 'tsx', search, pathToFileURL(model).href]
    const { stdout, stderr } = await program('env', args, ROOT)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({ verdict: 'holds', distinct: 4, reserved: true })
  }))

/** Searches one after the other on the threads of one pool; of each, how much address space the process has afterwards. */
const SEARCHES = `
import { existsSync, readFileSync } from 'node:fs'
import { explore, ThreadPool } from '${join(ROOT, 'checker/index.ts')}'
const GiB = 2 ** 30
const space = () => (existsSync('/proc/self/status') ? Number(/VmSize:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 2 ** 20 : 0)
const pool = new ThreadPool()
const after = []
for (const workers of [2, 2, 1, 2, 1, 2]) {
  await explore({ module: process.argv[2], args: undefined }, { workers, maxMemory: 12 * GiB, pool })
  after.push(space())
}
await pool.end()
console.log(JSON.stringify({ after, end: space() }))
`

it('is let go of before the next search, though nothing collects garbage while there is none', () =>
  inTemporaryFolder(async (folder) => {
    const [model, searches] = [join(folder, 'model.mts'), join(folder, 'searches.mts')]
    writeFileSync(model, MODEL)
    writeFileSync(searches, SEARCHES)
    const { stdout, stderr } = await program(process.execPath, ['--import', 'tsx', searches, pathToFileURL(model).href], ROOT)
    expect(stderr).toBe('')
    const { after, end } = JSON.parse(stdout) as { readonly after: readonly number[]; readonly end: number }
    expect(after.length).toBe(6)
    const [first = 0] = after
    // A search reserves 12 GiB.
    expect(after.filter((space) => space > first + 6)).toEqual([])
    expect(end).toBeLessThan(Math.max(first - 6, 1))
  }))
