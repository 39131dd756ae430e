/**
 * The filter on standard streams, for an engine that is another program. All is frames (`frames.ts`), states are fixed width (`packed-bytes.ts`):
 *
 * 1. in: the question (`question.ts`), JSON; out: `{"width": bytes of a state}`, or `{"error": …}`, after which it ends;
 * 2. in: a task, JSON, and then states. Out: a note, JSON, and then rows: states, one after the other, followed by one byte for each.
 *    - `{"judge", "judgeSteps", "wantDeadlock"}`: what the states lead to, each once with the least action; the note says what was noticed;
 *    - `{"targets": […]}`: of each target the least of the states that leads to it, with the number of the target.
 *
 * Keys in notes and targets are states (or for a step two of them) in hexadecimal.
 */
import type { Readable, Writable } from 'node:stream'
import * as v from 'valibot'
import { loadModel } from '../checker/hosts/load-model.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { messageOf } from '../text/message-of.ts'
import { Filter } from './filter.ts'
import { framesOf, notAsked, writeFrame } from './frames.ts'
import { bytesOf, hexOf, packedOf, packedOfHex } from './packed-bytes.ts'
import { modelSourceOf, readQuestion } from './question.ts'
import type { Noticed } from './relations.ts'

const Task = v.union([
  v.object({ targets: v.array(v.string()) }),
  v.object({ judge: v.number(), judgeSteps: v.number(), wantDeadlock: v.boolean() }),
])
export type Task = v.InferOutput<typeof Task>

/** Serves until the input ends. @throws UserError TM-801 when what comes is no task. */
export async function serveFilter(input: Readable, output: Writable): Promise<ExitCode> {
  let [filter, task]: [Filter | undefined, Task | undefined] = [undefined, undefined]
  const say = (what: unknown) => writeFrame(output, Buffer.from(JSON.stringify(what)))
  for await (const frame of framesOf(input)) {
    if (filter === undefined) {
      try {
        const question = readQuestion(frame.toString())
        filter = new Filter(await loadModel(modelSourceOf(question)), question)
      } catch (error) {
        await say({ error: messageOf(error) })
        return ExitCode.unreadableInput
      }
      await say({ width: 4 * filter.words })
    } else if (task === undefined) task = readTask(frame)
    else {
      if (frame.length % (4 * filter.words) !== 0) throw notAsked(`${frame.length} bytes are no states`)
      await answer(filter, task, packedOf(frame), say, (...parts) => writeFrame(output, ...parts))
      task = undefined
    }
  }
  return ExitCode.holds
}

function readTask(frame: Buffer): Task {
  try {
    return v.parse(Task, JSON.parse(frame.toString()))
  } catch (error) {
    throw notAsked(messageOf(error))
  }
}

async function answer(
  filter: Filter,
  task: Task,
  states: Int32Array,
  say: (note: unknown) => Promise<void>,
  rows: (...parts: readonly Uint8Array[]) => Promise<void>,
): Promise<void> {
  if ('targets' in task) {
    const least = filter.predecessors(states, task.targets.map(packedOfHex))
    await say({})
    return rows(...[...least.values()].map(bytesOf), Uint8Array.from(least.keys()))
  }
  const { packed, actions, noticed } = filter.expand(states, task)
  await say(noteOf(noticed))
  return rows(bytesOf(packed), actions)
}

/** What was noticed, as plain data. */
const noteOf = ({ taken, blocked, findings, failure, ...counts }: Noticed): Note => ({
  ...counts,
  taken: [...taken],
  blocked: [...blocked],
  findings: findings.map((f) => ({ ...f, key: hexOf(f.key) })),
  ...(failure !== undefined && { failure: { ...failure, key: hexOf(failure.key) } }),
})

const Note = v.object({
  taken: v.array(v.number()),
  blocked: v.array(v.number()),
  states: v.number(),
  deadlocks: v.number(),
  generated: v.number(),
  findings: v.array(
    v.object({ kind: v.picklist(['judged', 'step', 'possible', 'deadlock']), property: v.number(), key: v.string() }),
  ),
  failure: v.exactOptional(
    v.object({ kind: v.picklist(['action', 'property']), where: v.string(), message: v.string(), key: v.string() }),
  ),
})
type Note = v.InferOutput<typeof Note>

/** Reads what a filter said. @throws Error when it is no note. */
export function readNote(text: string): Noticed {
  const { taken, blocked, findings, failure, ...counts } = v.parse(Note, JSON.parse(text))
  return {
    ...counts,
    taken: Float64Array.from(taken),
    blocked: Float64Array.from(blocked),
    findings: findings.map((f) => ({ ...f, key: packedOfHex(f.key) })),
    failure: failure === undefined ? undefined : { ...failure, key: packedOfHex(failure.key) },
  }
}
