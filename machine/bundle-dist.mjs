// `npm run build:program`: the code of the package, in `dist/`.
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
await bundle(ROOT, fileURLToPath(new URL('../dist', import.meta.url)))
