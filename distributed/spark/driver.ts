/** The driver (`driver.py`) as a child process, and its answers as relations. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { readNote } from '../expand.ts'
import { hexOf, packedOfHex } from '../packed-bytes.ts'
import type { Judging, Layer, Place, Relations } from '../relations.ts'

/** The engine has failed, or is not to be had; the message is its own. */
export class EngineFailed extends Error {
  override name = 'EngineFailed'
}

export interface DriverOptions {
  readonly python: string
  /** Environment of the driver. */
  readonly env: NodeJS.ProcessEnv
  /** What `start` of the driver is told. */
  readonly start: {
    /** `sc://HOST:PORT`; null for the engine in the driver's own process. */
    readonly master: string | null
    /** Where layers lie, for the driver and for all that work for it. */
    readonly layers: string
    /** How a filter is started. */
    readonly command: readonly string[]
    readonly question: string
    readonly partitions: number
  }
}

export const LayerShape = v.object({ created: v.array(v.number()), digest: v.string(), bytes: v.number() })
const Layered = v.object({ layer: LayerShape })
const Expanded = v.object({ layer: LayerShape, notes: v.array(v.string()) })
const Least = v.object({ least: v.array(v.string()) })
const Answer = v.object({ result: v.optional(v.unknown()), error: v.optional(v.string()) })

/** Lines of what the driver said on standard error that are told when it ends unasked. */
const LAST_LINES = 5

interface Driver {
  /** @throws EngineFailed. */
  readonly ask: (request: object) => Promise<unknown>
  readonly kill: () => void
}

const DRIVER = fileURLToPath(new URL('./driver.py', import.meta.url))

export class SparkRelations implements Relations {
  private readonly options: DriverOptions
  private driver: Driver | undefined

  constructor(options: DriverOptions) {
    this.options = options
  }

  async seed(states: readonly Int32Array[]): Promise<Layer> {
    return v.parse(Layered, await this.ask({ do: 'seed', states: states.map(hexOf) })).layer
  }

  async expand({ depth, size }: Place, task: Judging): ReturnType<Relations['expand']> {
    const { layer, notes } = v.parse(Expanded, await this.ask({ do: 'expand', depth, size, task }))
    return { layer, noticed: notes.map(readNote) }
  }

  async predecessors({ depth, size }: Place, targets: readonly Int32Array[]): Promise<Int32Array[]> {
    const { least } = v.parse(Least, await this.ask({ do: 'predecessors', depth, size, targets: targets.map(hexOf) }))
    return least.map(packedOfHex)
  }

  /** What a layer holds that was found by another driver. */
  async layer(depth: number): Promise<Layer> {
    return v.parse(LayerShape, await this.ask({ do: 'layer', depth }))
  }

  interrupt(): void {
    this.driver?.kill()
    this.driver = undefined
  }

  private async ask(request: object): Promise<unknown> {
    if (this.driver === undefined) {
      this.driver = startDriver(this.options)
      await this.driver.ask({ do: 'start', ...this.options.start })
    }
    return this.driver.ask(request)
  }
}

/**
 * Starts the driver in a process group of its own: Ctrl-C is this program's to answer. It ends when its standard input does, and so does all
 * that it has started.
 */
function startDriver({ python, env }: DriverOptions): Driver {
  const child = spawn(python, [DRIVER], { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4096)))
  // That it is gone is said by its end.
  child.stdin.on('error', () => undefined)
  const gone = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(new EngineFailed(error.message)))
    child.once('close', (code, signal) => {
      const last = said.trim().split('\n').slice(-LAST_LINES).join('\n')
      reject(new EngineFailed(`the driver has ended (${signal ?? code})${last === '' ? '' : `:\n${last}`}`))
    })
  })
  gone.catch(() => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const line = await Promise.race([lines.next().then(({ value, done }) => (done === true ? gone : value)), gone])
      const { result, error } = v.parse(Answer, JSON.parse(line))
      if (error !== undefined) throw new EngineFailed(error)
      return result
    },
    kill: () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL')
    },
  }
}
