/**
 * The program as it is run and shipped: all modules in a few files, because Node takes longer to find and load hundreds of them than a small
 * search takes. What is asked for by its address stays where its source is and shares chunks with all else, so that a thread has each
 * module once, whoever asks for it: the command line, a worker, or a user's own model.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'

/** The folder of the chunks that entries share. */
const SHARED = 'shared'
/** Modules that are found by their address: by Node, a thread that starts another, what bundles a user's model, or a user. */
export const ENTRIES = [
  'checker/hosts/worker.ts',
  'checker/model.ts',
  'cli/main.ts',
  'cli/program.ts',
  'library/index.ts',
  'library/kafka.ts',
  'library/traces.ts',
  'questions/own-model.ts',
  'questions/spec.ts',
]
/** Models that a user may name, each of them an entry too. */
const EXAMPLES = 'examples'
/** Files that the program finds beside its code, as they are. */
const DATA = ['distributed/spark/driver.py', 'distributed/spark/requirements.txt']
/** Dependencies in CommonJS. */
const COMMON_JS = ['comlink', 'commander', 'fastest-levenshtein']
/**
 * One more, which a page needs too when it is built around a user's model: package.json says of its private name that it is this file to Node, and
 * the package itself to a bundler for browsers.
 */
const IMMUTABLE = { name: 'immutable', privateName: '#immutable', file: `${SHARED}/immutable.js` }
/** A dependency that takes long to load and is seldom needed: it goes into the program, with what it imports, and is begun with when it is first called. */
const LATE = 'string-width'
/** The licences of what is in the program of others. */
const LICENCES = `${SHARED}/LICENCES.txt`
/** Gives the digest of the sources that decide a verdict, which is written into the program. */
const DIGEST = 'answers/code-digest.ts'

/**
 * Writes the program whose sources are in `root` to the folder `out`. Types are not checked. Names are kept but where two modules have the
 * same: no message tells one. (`keepNames` would cost each closure of the search that has a name.)
 * @param {string} root
 * @param {string} out
 * @param {AbortSignal=} signal after which nothing is written.
 * @returns {Promise<string[]>} the sources that it is made of, by their paths from `root`.
 * @throws Error with what the bundler says, where a source cannot be read as TypeScript; or of the file system; what `signal` gives.
 */
export async function bundle(root, out, signal) {
  const { build } = await import('esbuild')
  const isThere = (name) => existsSync(join(root, name))
  const examples = isThere(EXAMPLES) ? readdirSync(join(root, EXAMPLES)).filter((name) => name.endsWith('.ts')) : []
  const digest = isThere(DIGEST) ? await digestOf(root) : undefined
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...ENTRIES.filter(isThere), ...examples.map((name) => `${EXAMPLES}/${name}`)],
    outdir: out,
    outbase: '.',
    chunkNames: `${SHARED}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // Text of one byte a character is read and compiled faster.
    charset: 'ascii',
    // A pattern with sets of strings takes longer to read than all else: as a call, it is read when it is first needed.
    supported: { 'regexp-set-notation': false },
    define: digest === undefined ? {} : { CODE_DIGEST: JSON.stringify(digest) },
    plugins: [placesOfModules(root), required(root), late(root)],
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  signal?.throwIfAborted()
  if (digest !== undefined && digest !== (await digestOf(root)))
    throw new Error('a source was changed while it was bundled: try again')
  rmSync(join(out, SHARED), { recursive: true, force: true })
  mkdirSync(join(out, SHARED), { recursive: true })
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, withPlaces(text, relative(out, dirname(path))))
  }
  writeFileSync(join(out, IMMUTABLE.file), requiring(root, IMMUTABLE.name))
  for (const name of DATA.filter(isThere)) {
    mkdirSync(dirname(join(out, name)), { recursive: true })
    copyFileSync(join(root, name), join(out, name))
  }
  const inputs = Object.keys(metafile.inputs)
  writeFileSync(join(out, LICENCES), licencesOf(root, inputs))
  return inputs.filter((name) => !/^(?:required|late):|(?:^|\/)node_modules\//.test(name))
}

/**
 * The licences of the packages that modules are from.
 * @param {string} root
 * @param {string[]} inputs
 */
function licencesOf(root, inputs) {
  const packages = new Set(inputs.flatMap((name) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? []))
  return [...packages]
    .toSorted()
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
      return `${name} ${version}\n\n${readFileSync(join(root, folder, 'license'), 'utf8')}`
    })
    .join('\n')
}

/** @param {string} root */
async function digestOf(root) {
  const { transform } = await import('esbuild')
  const { code } = await transform(readFileSync(join(root, DIGEST), 'utf8'), { loader: 'ts' })
  const { codeDigest } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  return codeDigest(root)
}

/** @param {string} path */
const posix = (path) => path.split(sep).join('/')

/**
 * `import.meta.url` is where a module would be had it been compiled on its own: from there it finds data, threads, and the package. Which
 * file the module goes into is known when all are bundled.
 * @param {string} root
 * @returns {import('esbuild').Plugin}
 */
const placesOfModules = (root) => ({
  name: 'places of modules',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (!text.includes('import.meta.url')) return undefined
      const place = posix(relative(root, path)).replace(/\.ts$/, '.js')
      return { contents: text.replaceAll('import.meta.url', `__placeOf(${JSON.stringify(place)})`), loader: 'ts' }
    })
  },
})

/**
 * @param {string} text
 * @param {string} folder the folder of the file, from that of the program.
 */
const withPlaces = (text, folder) =>
  text.replaceAll(
    /\b__placeOf\("([^"]+)"\)/g,
    (_, place) => `new URL(${JSON.stringify(`./${posix(relative(folder, place))}`)}, import.meta.url).href`,
  )

/**
 * Node takes three times as long to import a module in CommonJS as to require it, because it looks through its text for what it exports.
 * Both give the same instance.
 * @param {string} root
 * @returns {import('esbuild').Plugin}
 */
const required = (root) => ({
  name: 'required',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: exactly(IMMUTABLE.name) }, () => ({ path: IMMUTABLE.privateName, external: true }))
    onResolve({ filter: exactly(COMMON_JS.join('|')) }, ({ path }) => ({ path, namespace: 'required' }))
    onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({ contents: requiring(root, path) }))
  },
})

/** @param {string} names */
const exactly = (names) => new RegExp(`^(?:${names})$`)

/**
 * A module that exports what the CommonJS of that name does.
 * @param {string} root
 * @param {string} name
 */
function requiring(root, name) {
  const names = Object.keys(createRequire(join(root, 'package.json'))(name)).filter((exported) => exported !== 'default')
  return `import { createRequire } from 'node:module'
const exported = createRequire(import.meta.url)(${JSON.stringify(name)})
export const { ${names.join(', ')} } = exported
export default exported
`
}

/**
 * @param {string} root
 * @returns {import('esbuild').Plugin}
 */
const late = (root) => ({
  name: 'late',
  setup: ({ onResolve, onLoad }) => {
    const inside = new Set()
    const within = (from, name) => {
      const path = createRequire(from).resolve(name)
      inside.add(path)
      return { path }
    }
    onResolve({ filter: exactly(LATE) }, ({ path, namespace }) =>
      namespace === 'late' ? within(join(root, 'package.json'), path) : { path, namespace: 'late' },
    )
    onResolve({ filter: /./ }, ({ path, importer }) => (inside.has(importer) ? within(importer, path) : undefined))
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: `let late
export default (...given) => (late ??= require(${JSON.stringify(path)}).default)(...given)
`,
      resolveDir: root,
    }))
  },
})
