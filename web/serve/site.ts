/** The files of the explorer page, by path: built beforehand in the package, built when asked for where sources run. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'
import { bundleOwnModule, type OwnModel } from '../build/own-module.ts'

/** Contents by path below the page, such as `index.html` or `assets/index-x.js`. */
export type Site = ReadonlyMap<string, string | Uint8Array>

/** A model of the user's own of which no page can be made; the message says why. */
export class SiteError extends Error {
  override name = 'SiteError'
}

/** Loads the site. From sources this builds it, in memory and in a second or two, with no network. */
export async function loadSite(): Promise<Site> {
  return prebuilt('explorer') ?? bundle((await import('../explorer/app/vite.config.ts')).default)
}

/**
 * The site around a model of the user's own: states in words, steps as diffs, its properties and the check of them.
 * @throws SiteError when the module cannot be bundled for a browser.
 */
export async function loadOwnSite(model: OwnModel): Promise<Site> {
  const page = prebuilt('own-explorer') ?? (await bundle((await import('../explorer/own/vite.config.ts')).default))
  return new Map([...page, ['assets/model.js', moduleOf(model)]])
}

function moduleOf(model: OwnModel): string {
  try {
    return bundleOwnModule(model)
  } catch (error) {
    throw new SiteError(`cannot be bundled for a browser: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/** A page that `npm run build` has left in the package; sources have none. */
function prebuilt(name: string): Site | undefined {
  const folder = fileURLToPath(new URL(`../../${name}`, import.meta.url))
  return existsSync(join(folder, 'index.html')) ? readSite(folder) : undefined
}

/** Reads a built site from its folder. */
export function readSite(folder: string): Site {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [relative(folder, path).split(sep).join('/'), readFileSync(path)]
    }),
  )
}

async function bundle(config: InlineConfig): Promise<Site> {
  const { build } = await import('vite')
  const built = await build({ ...config, configFile: false, logLevel: 'error', build: { ...config.build, write: false } })
  if (!Array.isArray(built) && !('output' in built)) throw new Error('the build of the explorer goes on watching')
  const outputs = Array.isArray(built) ? built : [built]
  return new Map(
    outputs.flatMap(({ output }) => output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source])),
  )
}
