/** A gate on a link: what comes passes while it is open, and waits while it is closed. */
import { EventEmitter } from 'node:events'
import { NotInTime } from '../waiting.ts'

/** A request, or an answer, on its way. */
export interface Passage {
  /** Sends it on. */
  readonly go: () => void
  /** A request, as it is on the wire. */
  readonly frame?: Buffer
  /** Takes a request off its connection, which its sender loses: it sends again on another, and a copy is still under way. */
  readonly keep?: () => Copy
}

/** A request that stays in the network after its sender has lost the connection. */
export interface Copy {
  /** Lets it arrive, and returns the answer, which nobody waits for; undefined when the node has closed the connection. */
  readonly arrive: () => Promise<Buffer | undefined>
}

export interface Patience {
  /** Milliseconds after which what was awaited will not come. */
  readonly deadline: number
  readonly signal: AbortSignal
}

export class Gate {
  readonly name: string
  #isOpen = true
  readonly #waiting: Passage[] = []
  readonly #underWay = new Set<Passage>()
  readonly #changed = new EventEmitter()
  #passed = 0

  constructor(name: string) {
    this.name = name
    this.#changed.setMaxListeners(0)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Whether the next one is a request with these bytes in it. */
  has(bytes: Buffer): boolean {
    return this.#waiting[0]?.frame?.includes(bytes) ?? false
  }

  /** How many have been let through so far. */
  get passed(): number {
    return this.#passed
  }

  /** Something comes to the gate. */
  submit(passage: Passage): void {
    if (this.#isOpen) this.#let(passage)
    else this.#waiting.push(passage)
    this.#changed.emit('change')
  }

  /** What was let through has arrived and been answered, or its connection is gone. */
  end(passage: Passage): void {
    const at = this.#waiting.indexOf(passage)
    if (at >= 0) this.#waiting.splice(at, 1)
    this.#underWay.delete(passage)
    this.#changed.emit('change')
  }

  open(): void {
    this.#isOpen = true
    for (const passage of this.#waiting.splice(0)) this.#let(passage)
    this.#changed.emit('change')
  }

  /** Closes the gate, and waits until nothing that has passed is under way any more. @throws NotInTime. */
  async close(patience: Patience): Promise<void> {
    this.#isOpen = false
    await this.until(`an answer on ${this.name}`, () => this.#underWay.size === 0, patience)
  }

  /** Closes the gate; what is under way goes on. */
  shut(): void {
    this.#isOpen = false
  }

  /** Lets the next one through, waiting for it if need be, and then for its answer. @throws NotInTime. */
  async passOne(patience: Patience): Promise<void> {
    await this.until(`a request on ${this.name}`, () => this.#waiting.length > 0, patience)
    const passage = this.#waiting.shift()
    if (passage === undefined) return
    this.#let(passage)
    await this.until(`an answer on ${this.name}`, () => !this.#underWay.has(passage), patience)
  }

  /** Keeps a copy of the next one, waiting for it if need be; its sender loses the connection. @throws NotInTime; RangeError when it is an answer. */
  async keepOne(patience: Patience): Promise<Copy> {
    await this.until(`a request on ${this.name}`, () => this.#waiting.length > 0, patience)
    const copy = this.#waiting.shift()?.keep?.()
    if (copy === undefined) throw new RangeError(`what waits on ${this.name} is no request`)
    return copy
  }

  /** Waits until something holds; looks whenever something comes, passes or is gone. @throws NotInTime; the reason of the signal. */
  until(what: string, holds: () => boolean, { deadline, signal }: Patience): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer)
        this.#changed.off('change', look)
        signal.removeEventListener('abort', abort)
        settle()
      }
      const look = (): void => {
        if (holds()) end(resolve)
      }
      const abort = (): void => end(() => reject(signal.reason as Error))
      const timer = setTimeout(
        () => end(() => reject(new NotInTime(`${what} did not come within ${Math.round(deadline / 1000)} s`))),
        deadline,
      )
      this.#changed.on('change', look)
      signal.addEventListener('abort', abort)
      if (signal.aborted) abort()
      else look()
    })
  }

  #let(passage: Passage): void {
    this.#underWay.add(passage)
    this.#passed++
    passage.go()
  }
}
