/** The entry of a worker thread: exposes one lane of a search to the coordinator, or one that walks. */
import { parentPort, workerData } from 'node:worker_threads'
import { letGoOf, makeRoom } from './garbage.ts'
import { exposeLane } from '../search/lanes.ts'
import type { ModelSource } from '../model.ts'
import { exposeWalker } from '../simulate/walkers.ts'
import { loadModel } from './load-model.ts'
import { nodeEndpoint, type Role } from './threads.ts'

if (parentPort === null) throw new Error('this module runs on a worker thread')

const build = (source: unknown) => loadModel(source as ModelSource)
const endpoint = nodeEndpoint(parentPort)
if ((workerData as Role) === 'walker') exposeWalker(endpoint, build)
else exposeLane(endpoint, build, { letGoOf, makeRoom })
