// Starts worker.ts where sources run directly: Node 20 cannot load TypeScript on a worker thread by itself.
import { register } from 'tsx/esm/api'

register()
await import('./worker.ts')
