// Starts worker.ts where sources run directly: Node 20 cannot load TypeScript on a worker thread by itself.
import { register as registerCommonJs } from 'tsx/cjs/api'
import { register } from 'tsx/esm/api'

// A model's file is CommonJS where its package.json does not say "type": "module".
registerCommonJs()
register()
await import('./worker.ts')
