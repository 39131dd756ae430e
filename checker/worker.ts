/** The entry of a worker thread: exposes one lane to the coordinator. */
import { parentPort } from 'node:worker_threads'
import { expose } from 'comlink'
import { Lane } from './lane.ts'
import { type LaneHost, loadModel, nodeEndpoint } from './threads.ts'

if (parentPort === null) throw new Error('this module runs on a worker thread')

let lane: Lane | undefined
const started = (): Lane => {
  if (lane === undefined) throw new Error('the lane has not been started')
  return lane
}

const host: LaneHost = {
  start: async (source, options) => {
    lane = new Lane(await loadModel(source), options)
  },
  seed: async (packed) => started().seed(packed),
  level: async (request) => started().level(request),
  clear: async (...args) => started().clear(...args),
  refill: async (...args) => started().refill(...args),
  predecessors: async (...args) => started().predecessors(...args),
  spread: async (...args) => started().spread(...args),
  unmarked: async (...args) => started().unmarked(...args),
}
expose(host, nodeEndpoint(parentPort))
