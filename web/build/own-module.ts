/**
 * Makes one module for browsers of a model of the user's own. The bundler is esbuild, which comes with tsx and so stands beside whatever
 * reads TypeScript: beside the model, or beside this program.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { JsonValue } from '../../traces/trace.ts'

/** A model as the page is built around it. */
export interface OwnModel {
  /** The path of its module, absolute. TypeScript will do. */
  readonly path: string
  /** What the module is called in specs and in the page, such as `./my-model.ts`. */
  readonly shown: string
  /** What `build(args)` is given. */
  readonly args?: JsonValue
}

/** What is asked of esbuild, in its own words. */
interface Bundler {
  readonly buildSync: (options: Readonly<Record<string, unknown>>) => {
    readonly outputFiles: readonly { readonly text: string }[]
  }
}

/** The module that the page knows as `tidemark:model`, as source: the exports of the user's, and what it is built with. */
export const moduleAround = ({ path, shown, args }: OwnModel): string =>
  `import * as exported from ${JSON.stringify(path)}\nexport { exported }\nexport const settings = ${JSON.stringify({ args, shown })}\n`

/**
 * The same with all that it imports inside. `tidemark` is the contract of models: the other exports of the package run on Node only.
 * @throws Error when no bundler is found, or the module cannot run in a browser; the message says why.
 */
export function bundleOwnModule(model: OwnModel): string {
  const { outputFiles } = bundlerFor(model.path).buildSync({
    stdin: { contents: moduleAround(model), resolveDir: dirname(model.path), sourcefile: 'page' },
    absWorkingDir: dirname(model.path),
    alias: { tidemark: CONTRACT },
    bundle: true,
    charset: 'utf8',
    format: 'esm',
    logLevel: 'silent',
    platform: 'browser',
    target: 'es2022',
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

/** `checker/model`, as a source or compiled, whichever this module is. */
const CONTRACT = fileURLToPath(
  ['../../checker/model.ts', '../../checker/model.js']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url)) ?? new URL('../../checker/model.js', import.meta.url),
)

function bundlerFor(path: string): Bundler {
  for (const from of [pathToFileURL(path).href, import.meta.url])
    for (const through of ['', 'tsx/package.json']) {
      const found = required(from, through)
      if (found !== undefined) return found
    }
  throw new Error('there is no esbuild, which comes with tsx: install that beside it (npm install --save-dev tsx)')
}

/** esbuild as a module at `from` finds it, or as the package `through` does that is found from there. */
function required(from: string, through: string): Bundler | undefined {
  try {
    const require = createRequire(from)
    return (through === '' ? require : createRequire(require.resolve(through)))('esbuild') as Bundler
  } catch {
    return undefined
  }
}
