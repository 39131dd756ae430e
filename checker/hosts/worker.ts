/** The entry of a worker thread: exposes one lane to the coordinator. */
import { parentPort } from 'node:worker_threads'
import { letGoOf } from './garbage.ts'
import { exposeLane } from '../search/lanes.ts'
import type { ModelSource } from '../model.ts'
import { loadModel } from './load-model.ts'
import { nodeEndpoint } from './threads.ts'

if (parentPort === null) throw new Error('this module runs on a worker thread')

exposeLane(nodeEndpoint(parentPort), (source) => loadModel(source as ModelSource), letGoOf)
