/** What a cluster has left of the history of a partition, explained as `explain` explains it when nothing else is asked. */
import { type InputFile, sortInputs } from '../explain/inputs.ts'
import { explainInputs, type ToldExplanation } from './explain-inputs.ts'
import { MOST_STATES } from './flags/explain.ts'
import { withPool } from './on-threads.ts'
import { SCENARIO_MEMORY } from './scenarios.ts'

/** Explains records of partition 0 of a topic. The signal ends it as incomplete. @throws NothingFound. */
export function explainRecords(
  files: readonly InputFile[],
  topic: { readonly name: string; readonly acks: string },
  signal: AbortSignal,
): Promise<ToldExplanation> {
  const set = { acks: topic.acks }
  const asked = { topic: topic.name, partition: 0, from: undefined, to: undefined, version: undefined, set }
  const options = { workers: 1, maxMemory: SCENARIO_MEMORY, maxStates: MOST_STATES, signal }
  return withPool((search) => explainInputs(sortInputs(files), asked, { search, options, onPass: () => undefined }))
}
