/**
 * Builds the explorer page around a model of the user's own. Needs Vite, which a clone has; beside an installed package it must be
 * installed too.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { InlineConfig, Plugin } from 'vite'
import type { JsonValue } from '../../traces/trace.ts'
import base from '../explorer/app/vite.config.ts'

/** A model as the page is built around it. */
export interface OwnModel {
  /** The path of its module, absolute. TypeScript will do. */
  readonly path: string
  /** What the module is called in specs and in the page, such as `./my-model.ts`. */
  readonly shown: string
  /** What `build(args)` is given. */
  readonly args?: JsonValue
}

/** The sources of the explorer: beside this module, or in the clone in which it was compiled to `dist/`. */
const SOURCES =
  ['../explorer/', '../../../web/explorer/']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(new URL('own/index.html', url))) ?? new URL('../explorer/', import.meta.url)

const folder = (path: string): string => fileURLToPath(new URL(path, SOURCES))

const ASKED = 'tidemark:model'
/** With a null byte, which keeps other plugins away. */
const RESOLVED = `\0${ASKED}`

/** How the page is built; its workers have the model too. */
export function ownExplorerConfig(model: OwnModel): InlineConfig {
  return {
    ...base,
    root: folder('own'),
    cacheDir: folder('../../node_modules/.vite/own-explorer'),
    configFile: false,
    logLevel: 'error',
    plugins: [modelPlugin(model)],
    worker: { ...base.worker, plugins: () => [modelPlugin(model)] },
  }
}

/**
 * Puts the module in the place of `tidemark:model`, and the contract of models in that of the package, whose other exports run on Node
 * only.
 */
function modelPlugin({ path, shown, args }: OwnModel): Plugin {
  return {
    name: 'tidemark-model',
    enforce: 'pre',
    resolveId: (asked) => (asked === ASKED ? RESOLVED : asked === 'tidemark' ? folder('../../checker/model.ts') : undefined),
    load: (id) =>
      id === RESOLVED
        ? `import * as exported from ${JSON.stringify(path)}\nexport { exported }\nexport const settings = ${JSON.stringify({ args, shown })}\n`
        : undefined,
  }
}
