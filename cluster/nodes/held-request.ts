/**
 * A produce request whose thread is held inside its broker, between the append and the wait for an answer: by jdb, the debugger of a JDK, at the
 * constructor of `DelayedProduce`. Only that thread stands still; the broker goes on.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import type { Patience } from '../links/gate.ts'
import { NotInTime, poll } from '../waiting.ts'

/** What a request that waits is made of: from 4.3 on in the module `server`. A class that a release has not is waited for in vain. */
const CLASSES = ['org.apache.kafka.server.purgatory.DelayedProduce', 'kafka.server.DelayedProduce']

/** Whether there is a debugger. */
export const hasDebugger = (): boolean => spawnSync('jdb', ['-version'], { stdio: 'ignore', timeout: 30_000 }).status === 0

/** What a broker's process is told, so that a debugger finds it. */
export const debuggable = (port: number): string =>
  `-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:${port}`

/** Holds the next request that comes to wait. */
export class HeldRequest {
  readonly #jdb: ChildProcess
  #said = ''
  #hasEnded = false

  private constructor(jdb: ChildProcess) {
    this.#jdb = jdb
    for (const stream of [jdb.stdout, jdb.stderr]) stream?.on('data', (part: Buffer) => (this.#said += part.toString()))
    // What is written to a debugger that has ended with its broker is of no use.
    jdb.stdin?.on('error', () => undefined)
    // After its last words.
    for (const end of ['close', 'error']) jdb.once(end, () => (this.#hasEnded = true))
  }

  /** Has the process that listens on this port held. @throws NotInTime with what the debugger said. */
  static async next(port: number, patience: Patience): Promise<HeldRequest> {
    if (port === 0) throw new RangeError('a broker without a port for a debugger holds no request')
    // In a process group of its own, as brokers are; with its broker it ends by itself.
    const held = new HeldRequest(spawn('jdb', ['-attach', `127.0.0.1:${port}`], { detached: true }))
    try {
      for (const name of CLASSES) held.#tell(`stop thread in ${name}.<init>`)
      await held.#until('its breakpoints', /(?:Deferring|Set) breakpoint[^]*(?:Deferring|Set) breakpoint/, patience)
      return held
    } catch (error) {
      held.end()
      throw error
    }
  }

  /** Waits until a thread stands still; those of later requests do not. @throws NotInTime. */
  async isHeld(patience: Patience): Promise<void> {
    await this.#until('a request that comes to wait', /Breakpoint hit:/, patience)
    for (const name of CLASSES) this.#tell(`clear ${name}.<init>`)
    await this.#until('the end of its breakpoints', /(?:Removed|Not found): .*[^]*(?:Removed|Not found): /, patience)
  }

  /** Lets the thread go on: a debugger that leaves takes its breakpoints with it, and what it held goes on. */
  async letGo(patience: Patience): Promise<void> {
    this.#tell('exit')
    await poll('the end of the debugger', () => this.#hasEnded || undefined, patience)
  }

  /** Ends the debugger, whatever it does. */
  end(): void {
    this.#jdb.kill('SIGKILL')
  }

  #tell(command: string): void {
    this.#jdb.stdin?.write(`${command}\n`)
  }

  async #until(what: string, said: RegExp, patience: Patience): Promise<void> {
    await poll(
      what,
      () => {
        if (said.test(this.#said)) return true
        if (this.#hasEnded) throw new NotInTime(`the debugger (jdb) has ended: ${this.#said.trim()}`)
        return undefined
      },
      patience,
    )
  }
}
