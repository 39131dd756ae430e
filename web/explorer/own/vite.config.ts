/** How the page around a model of the user's own is built: without the model, which is a module beside its scripts. */
import { fileURLToPath } from 'node:url'
import type { InlineConfig, Plugin } from 'vite'
import base from '../app/vite.config.ts'

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Leaves `tidemark:model` to be found in the folder of whatever script asks for it. */
const beside: Plugin = {
  name: 'tidemark-model',
  enforce: 'pre',
  resolveId: (asked) => (asked === 'tidemark:model' ? { id: './model.js', external: true } : undefined),
}

const config: InlineConfig = {
  ...base,
  root: folder('.'),
  cacheDir: folder('../../../node_modules/.vite/own-explorer'),
  build: { ...base.build, outDir: folder('../../../dist/own-explorer') },
  plugins: [beside],
  worker: { ...base.worker, plugins: () => [beside] },
}

export default config
