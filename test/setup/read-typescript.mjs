/** Runs before all else in each process of the tests: Node 20 does not read TypeScript by itself. Threads that a search starts see to that themselves. */
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const { register } = await import('tsx/esm/api')
  register()
}
