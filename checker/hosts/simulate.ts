/** Random walks on Node's worker threads. */
import { simulateOn, type SimulateOptions, type Simulation, type Walker } from '../simulate/simulate.ts'
import type { WalkerOptions } from '../simulate/walker.ts'
import { letGoOfWalker, walkHostAt } from '../simulate/walkers.ts'
import type { ModelSource } from '../model.ts'
import { loadModel } from './load-model.ts'
import { startRole } from './threads.ts'

export interface ThreadedSimulation extends SimulateOptions, WalkerOptions {
  readonly workers: number
}

/** Walks through the model that a source names, on threads that end with it. */
export async function simulate(source: ModelSource, options: ThreadedSimulation): Promise<Simulation> {
  const model = await loadModel(source)
  const threads = Array.from({ length: options.workers }, (_, i) =>
    startRole(`worker ${i + 1}`, 'walker', walkHostAt, letGoOfWalker),
  )
  try {
    await Promise.all(
      threads.map(({ host, died }) => Promise.race([host.start(source, { off: options.off, checks: options.checks }), died])),
    )
    const walkers = threads.map(({ host, died }): Walker => ({
      walk: (request, stop) => Promise.race([host.walk(request, stop), died]),
    }))
    return await simulateOn(model, walkers, options)
  } finally {
    await Promise.all(threads.map((thread) => thread.end()))
  }
}
