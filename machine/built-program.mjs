/**
 * The program of a clone, compiled. Threads that read TypeScript themselves take most of a second each before they search anything. A build is
 * kept under a hash of all that goes into it, by content, so that none is ever older than its sources.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const CONFIG = 'tsconfig.build.json'
/** What a build depends on beside its folders of sources. */
const BESIDE = ['package.json', 'package-lock.json', 'tsconfig.base.json', CONFIG]
/** Files that the program finds beside its code, as they are. */
const DATA = /\.(?:py|txt)$/
/** Builds of other sources are kept so long, as a process may still load from one. */
const DAYS_KEPT = 7

/**
 * The folder `dist` of the build of the sources in `root`, made when there is none in the folder `cache`.
 * Types are not checked: `npm run typecheck` does.
 * @param {string} root
 * @param {string} cache
 * @param {AbortSignal=} signal ends the compiler, and leaves nothing of what it has made.
 * @param {() => void} onMaking told when there is none.
 * @returns {Promise<string>}
 * @throws Error with what the compiler says, where a source cannot be read as TypeScript; or of the file system; AbortError.
 */
export async function builtProgram(root, cache = join(root, 'node_modules/.cache/tidemark'), signal, onMaking = () => undefined) {
  /** @type {{ include: string[], exclude: string[] }} */
  const { include, exclude } = JSON.parse(readFileSync(join(root, CONFIG), 'utf8'))
  const sources = [
    ...BESIDE.filter((name) => existsSync(join(root, name))),
    ...include.flatMap((name) => filesIn(root, name, exclude)),
  ]
  const hash = createHash('sha256')
  for (const name of sources) {
    const content = readFileSync(join(root, name))
    hash.update(`${name}\0${content.length}\0`).update(content)
  }
  const build = join(cache, `program-${hash.digest('hex').slice(0, 32)}`)
  if (!existsSync(build)) {
    onMaking()
    await make(root, sources, build, signal)
  }
  return join(build, 'dist')
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {string[]} exclude
 * @returns {string[]}
 */
function filesIn(root, folder, exclude) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`
      if (entry.isDirectory()) return exclude.includes(name) ? [] : filesIn(root, name, exclude)
      return entry.name.endsWith('.ts') || DATA.test(entry.name) ? [name] : []
    })
}

/**
 * @param {string} root
 * @param {string[]} sources
 * @param {string} build
 * @param {AbortSignal=} signal
 */
async function make(root, sources, build, signal) {
  const cache = dirname(build)
  mkdirSync(cache, { recursive: true })
  for (const name of readdirSync(cache).filter((name) => name.startsWith('program-')))
    if (Date.now() - statSync(join(cache, name)).mtimeMs > DAYS_KEPT * 86_400_000)
      rmSync(join(cache, name), { recursive: true, force: true })
  // Under another name until it is whole: two may be at it.
  const making = mkdtempSync(join(cache, `program-making-`))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const flags = ['--noCheck', '--declaration', 'false', '--outDir', join(making, 'dist')]
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', join(root, CONFIG), ...flags], { maxBuffer: 2 ** 26, signal })
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    if (error.name === 'AbortError') throw error
    throw new Error(`the program cannot be compiled:\n${error.stdout}${error.stderr}`, { cause: error })
  }
  copyFileSync(join(root, 'package.json'), join(making, 'package.json'))
  for (const name of sources.filter((name) => DATA.test(name))) {
    const to = join(making, 'dist', dirname(name))
    mkdirSync(to, { recursive: true })
    copyFileSync(join(root, name), join(to, basename(name)))
  }
  try {
    renameSync(making, build)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(build)) throw error
  }
}
