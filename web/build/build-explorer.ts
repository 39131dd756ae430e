/**
 * Builds the explorer page around a model of the user's own. Needs Vite, which a clone has; beside an installed package it must be
 * installed too.
 */
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

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const ASKED = 'tidemark:model'
/** With a null byte, which keeps other plugins away. */
const RESOLVED = `\0${ASKED}`

/** How the page is built; its workers have the model too. */
export function ownExplorerConfig(model: OwnModel): InlineConfig {
  return {
    ...base,
    root: folder('../explorer/own'),
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
