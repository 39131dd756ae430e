/** The filter on streams: what it is asked, what it answers, and what it refuses. */
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../checker/search/explore.ts'
import { readNote, serveFilter, type Task } from '../../distributed/expand.ts'
import { framesOf, writeFrame } from '../../distributed/frames.ts'
import { bytesOf, hexOf, packedOf } from '../../distributed/packed-bytes.ts'
import { questionOf } from '../../distributed/question.ts'
import { searchRelations } from '../../distributed/search.ts'
import { UserError } from '../../machine/errors.ts'
import { ExitCode } from '../../machine/exit-codes.ts'
import { planSearch } from '../../questions/check.ts'
import { essence, MEMORY } from '../checker/differential.ts'
import { KIP_101 } from './kip-101.ts'
import { type Filtering, relationsHere } from './relations-here.ts'

const CHECKS = { guardCoverage: false, rangeChecks: false } as const
const PLAN = planSearch(KIP_101)
const QUESTION = questionOf(PLAN, CHECKS)

/** A filter at the end of streams. */
function served(question: object) {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const code = serveFilter(input, output)
  const answers = framesOf(output)
  const next = async () => ((await answers.next()) as IteratorYieldResult<Buffer>).value
  const send = (what: unknown) => writeFrame(input, Buffer.from(JSON.stringify(what)))
  return { code, next, send, input, hello: send(question).then(async () => JSON.parse((await next()).toString()) as object) }
}

async function filtering(): Promise<{ readonly filter: Filtering; readonly end: () => Promise<number> }> {
  const { code, next, send, input, hello } = served(QUESTION)
  const { width } = (await hello) as { readonly width: number }
  const ask = async (task: Task, states: Int32Array) => {
    await send(task)
    await writeFrame(input, bytesOf(states))
    const note = (await next()).toString()
    const rows = await next()
    const count = rows.length / (width + 1)
    const found = Array.from({ length: count }, (_, i) => packedOf(rows.subarray(i * width, (i + 1) * width)))
    return { note, states: found, actions: [...rows.subarray(count * width)] }
  }
  return {
    filter: {
      expand: async (states, judging) => {
        const { note, ...rows } = await ask(judging, states)
        return { ...rows, noticed: readNote(note) }
      },
      predecessors: async (states, targets) => {
        const rows = await ask({ targets: targets.map(hexOf) }, states)
        return new Map(rows.actions.map((target, i) => [target, rows.states[i] ?? new Int32Array()]))
      },
    },
    end: async () => {
      input.end()
      return code
    },
  }
}

describe('a filter on streams', () => {
  it('gives a search all it needs, and ends when its input does', async () => {
    const filters = [await filtering(), await filtering()]
    const options = { workers: 1, maxMemory: 16 * MEMORY, ...CHECKS }
    const found = await searchRelations(PLAN.model, relationsHere(filters.map(({ filter }) => filter)), options)
    expect(essence(found)).toEqual(essence(await exploreHere(PLAN.model, options)))
    expect([found.distinct, found.properties.map((p) => p.path?.steps.length)]).toEqual([9045, [11, 11]])
    expect(await Promise.all(filters.map(({ end }) => end()))).toEqual([0, 0])
  })

  it('refuses another program, and what is no question', async () => {
    const other = served({ ...QUESTION, program: 'another' })
    expect(await other.hello).toEqual({
      error: 'this machine has another tidemark or another Node than the one that asks: all must have the same',
    })
    expect(await other.code).toBe(151)
    const none = served({ states: 3 })
    expect(await none.hello).toHaveProperty('error')
    expect(await none.code).toBe(151)
  })

  it('refuses a module that is not the one of who asks', async () => {
    const href = new URL('../../examples/peterson.ts', import.meta.url).href
    const { hello, code } = served({
      ...QUESTION,
      spec: { model: 'own', module: 'peterson.ts' },
      module: { href, digest: 'another' },
    })
    expect(await hello).toEqual({
      error: expect.stringContaining('peterson.ts is not the model of the machine that asks') as string,
    })
    expect(await code).toBe(151)
  })

  it('refuses, as what nobody asks it, what is no frame, no task and no state', async () => {
    const SAID = 'expand is for check --engine spark, and this is nothing that it asks: '
    const [input, output] = [new PassThrough(), new PassThrough()]
    const garbage = serveFilter(input, output)
    input.end('hello')
    await expect(garbage).rejects.toThrow(
      new UserError('TM-801', `${SAID}the stream ended in the middle of a frame`, ExitCode.unreadableInput),
    )
    const task = served(QUESTION)
    await task.hello
    const noTask = expect(task.code).rejects.toThrow(SAID)
    await task.send({ nothing: 1 })
    await noTask
    const states = served(QUESTION)
    const { width } = (await states.hello) as { readonly width: number }
    const noStates = expect(states.code).rejects.toThrow(
      new UserError('TM-801', `${SAID}${width + 1} bytes are no states`, ExitCode.unreadableInput),
    )
    await states.send({ targets: [] })
    await writeFrame(states.input, Buffer.alloc(width + 1))
    await noStates
  })

  it('reads frames however they are cut, and says when one is cut short', async () => {
    const stream = new PassThrough()
    const all = Buffer.from('\u0003\0\0\0abc\0\0\0\0\u0001\0\0\0d', 'latin1')
    const read = async () => {
      const texts: string[] = []
      for await (const frame of framesOf(stream)) texts.push(frame.toString())
      return texts
    }
    const texts = read()
    for (const byte of all) stream.write(Uint8Array.of(byte))
    stream.end()
    expect(await texts).toEqual(['abc', '', 'd'])
    const short = new PassThrough()
    short.end(Buffer.from('\u0003\0\0\0ab', 'latin1'))
    await expect(framesOf(short).next()).rejects.toThrow('the stream ended in the middle of a frame')
  })
})
