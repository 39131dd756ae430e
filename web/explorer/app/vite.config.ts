/** How the explorer page is built: plain files with relative addresses, for any static host and any path on it. */
import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const config: InlineConfig = {
  root: folder('.'),
  base: './',
  cacheDir: folder('../../../node_modules/.vite/explorer'),
  build: {
    outDir: folder('../../../dist/explorer'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // How long the build takes says nothing about the page.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  worker: { format: 'es' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  logLevel: 'warn',
}

export default config
