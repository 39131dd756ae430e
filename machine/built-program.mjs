/**
 * The program of a clone, compiled. Threads that read TypeScript themselves take most of a second each before they search anything. A build is
 * kept under a hash of all that goes into it, by content, so that none is ever older than its sources.
 */
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
import { dirname, join } from 'node:path'

const CONFIG = 'tsconfig.build.json'
/** What a build depends on beside its folders of sources. */
const BESIDE = ['package.json', 'package-lock.json', 'tsconfig.base.json', CONFIG]
const SOURCE = /\.(?:ts|mjs|py|txt)$/
/** Builds of other sources are kept so long, as a process may still load from one. */
const DAYS_KEPT = 7

/**
 * The folder `dist` of the build of the sources in `root`, made when there is none in the folder `cache`.
 * Types are not checked: `npm run typecheck` does.
 * @param {string} root
 * @param {string} cache
 * @param {AbortSignal=} signal after which nothing is left of what was made.
 * @param {() => void} onMaking told when there is none.
 * @returns {Promise<string>}
 * @throws Error with what the bundler says, where a source cannot be read as TypeScript; or of the file system; what `signal` gives.
 */
export async function builtProgram(root, cache = join(root, 'node_modules/.cache/tidemark'), signal, onMaking = () => undefined) {
  /** @type {{ include: string[] }} */
  const { include } = JSON.parse(readFileSync(join(root, CONFIG), 'utf8'))
  const sources = [...BESIDE.filter((name) => existsSync(join(root, name))), ...include.flatMap((name) => filesIn(root, name))]
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
 * @returns {string[]}
 */
function filesIn(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`
      if (entry.isDirectory()) return filesIn(root, name)
      return SOURCE.test(entry.name) ? [name] : []
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
  try {
    // Only who builds needs what it builds with.
    const { bundle } = await import('./bundle.mjs')
    const unhashed = (await bundle(root, join(making, 'dist'), signal)).filter((name) => !sources.includes(name))
    if (unhashed.length > 0) throw new Error(`${CONFIG} does not include ${unhashed.join(', ')}`)
    copyFileSync(join(root, 'package.json'), join(making, 'package.json'))
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    if (!(error instanceof Error && 'errors' in error)) throw error
    throw new Error(`the program cannot be compiled:\n${error.message}`, { cause: error })
  }
  try {
    renameSync(making, build)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(build)) throw error
  }
}
