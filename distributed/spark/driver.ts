/** The driver (`driver.py`) as a child process, and its answers as relations. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { sum } from '../../checker/search/result.ts'
import { readNote } from '../expand.ts'
import { hexOf, packedOfHex } from '../packed-bytes.ts'
import { printable } from '../../text/printable.ts'
import { EngineFailed, type Judging, type Layer, type Relations } from '../relations.ts'

export interface DriverOptions {
  readonly python: string
  /** Environment of the driver. */
  readonly env: NodeJS.ProcessEnv
  /** The folder of the layers, for the driver and for all that work for it. */
  readonly layers: string
  /** What `start` of the driver is told. */
  readonly start: {
    /** `sc://HOST:PORT`; null for the engine in the driver's own process. */
    readonly master: string | null
    /** How a filter is started. */
    readonly command: readonly string[]
    readonly question: string
    readonly partitions: number
  }
}

const COUNTED = { created: v.array(v.number()), digest: v.string(), bytes: v.number() }
const Counted = v.object(COUNTED)
export const LayerShape = v.object({ name: v.string(), ...COUNTED })
const Expanded = v.object({ ...COUNTED, notes: v.array(v.string()) })
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
  /** Sets layers apart from those of another run, whose engine may not have heard yet that nobody waits for it. */
  private readonly run = randomBytes(4).toString('hex')
  private driver: Driver | undefined

  constructor(options: DriverOptions) {
    this.options = options
  }

  async seed(states: readonly Int32Array[]): Promise<Layer> {
    return this.layer(this.nameOf(0), { do: 'seed', states: states.map(hexOf) })
  }

  async expand(layers: readonly Layer[], task: Judging): ReturnType<Relations['expand']> {
    const last = layers.at(-1)
    const name = this.nameOf(layers.length)
    const visited = layers.map((layer) => this.pathOf(layer))
    const request = { do: 'expand', size: last === undefined ? 0 : sum(last.created), visited, path: this.pathOf({ name }), task }
    const { notes, ...said } = v.parse(Expanded, await this.ask(request))
    return { layer: { name, ...said }, noticed: notes.map(readNote) }
  }

  async predecessors(layer: Layer, targets: readonly Int32Array[]): Promise<Int32Array[]> {
    const request = { do: 'predecessors', path: this.pathOf(layer), size: sum(layer.created), targets: targets.map(hexOf) }
    const { least } = v.parse(Least, await this.ask(request))
    return least.map(packedOfHex)
  }

  /** What a layer holds. */
  async layer(name: string, request: object = { do: 'layer' }): Promise<Layer> {
    return { name, ...v.parse(Counted, await this.ask({ ...request, path: this.pathOf({ name }) })) }
  }

  private nameOf(depth: number): string {
    return `layer-${String(depth).padStart(4, '0')}-${this.run}`
  }

  private pathOf({ name }: Pick<Layer, 'name'>): string {
    return `${this.options.layers}/${name}`
  }

  interrupt(): void {
    this.driver?.kill()
    this.driver = undefined
  }

  private async ask(request: object): Promise<unknown> {
    if (this.driver === undefined) {
      this.driver = startDriver(this.options)
      await this.driver.ask({ do: 'start', ...this.options.start, probe: this.pathOf({ name: `probe-${this.run}` }) })
    }
    return this.driver.ask(request)
  }
}

/** @throws EngineFailed for what else came to its standard output. */
function answerIn(line: string): v.InferOutput<typeof Answer> {
  try {
    return v.parse(Answer, JSON.parse(line))
  } catch {
    throw new EngineFailed(`the driver was to answer, and wrote: ${printable(line, 200)}`)
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
      const { result, error } = answerIn(line)
      if (error !== undefined) throw new EngineFailed(error)
      return result
    },
    kill: () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL')
    },
  }
}
