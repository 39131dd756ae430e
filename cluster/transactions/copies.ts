/** Copies of requests that stay in the network: sent, held, their connection lost; and let go later. */
import { Refused } from '../client.ts'
import { type Copy, Gate, type Patience } from '../links/gate.ts'
import { Proxy } from '../links/proxy.ts'
import { NotInTime } from '../waiting.ts'
import type { ModelState } from './model-state.ts'
import { errorIn, type Protocol } from './requests.ts'

/** The states of the model before and after the step with which a copy comes about. */
interface Comes {
  readonly before: ModelState
  readonly after: ModelState
}

export class Copies {
  readonly #protocol: Protocol
  readonly #patience: Patience
  readonly #kept: { readonly key: string; readonly request: string; readonly copy: Copy }[] = []
  /** By broker: the way on which a client's request gets lost, and its gate, which is always shut. */
  readonly #lossy: { readonly proxy: Proxy; readonly gate: Gate }[] = []

  constructor(protocol: Protocol, patience: Patience) {
    this.#protocol = protocol
    this.#patience = patience
  }

  /** Opens a way to each broker, by the port of its listener for clients. */
  async open(ports: readonly number[]): Promise<void> {
    for (const [b, port] of ports.entries()) {
      const gate = new Gate(`the requests to b${b} that get lost`)
      gate.shut()
      const proxy = await Proxy.listen(() => ({ there: gate }))
      proxy.target = port
      this.#lossy.push({ proxy, gate })
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#lossy.map(({ proxy }) => proxy.close()))
  }

  /** Has a client send a request on the way on which it gets lost, and keeps the copy. @throws NotInTime. */
  async lose(request: string, broker: number, comes: Comes, send: (port: number) => Promise<unknown>): Promise<void> {
    const lossy = this.#lossy[broker]
    if (lossy === undefined) throw new RangeError(`there is no broker b${broker}`)
    // Its sender loses the connection, and hears nothing.
    void send(lossy.proxy.port).catch(() => undefined)
    this.keep(request, await lossy.gate.keepOne(this.#patience), comes)
  }

  /** Keeps a copy by what the model has more of after its step. */
  keep(request: string, copy: Copy, { before, after }: Comes): void {
    const earlier = before.late.map(keyOf)
    const key = after.late.map(keyOf).find((message) => {
      const at = earlier.indexOf(message)
      if (at >= 0) earlier.splice(at, 1)
      return at < 0
    })
    this.#kept.push({ key: key ?? '', request, copy })
  }

  /** Lets the copy arrive that the model has at this place. @throws NotInTime when it cannot any more, Refused with the error of the answer. */
  async arrive({ late }: ModelState, place: number): Promise<void> {
    const key = late[place] === undefined ? '' : keyOf(late[place])
    const at = this.#kept.findIndex((copy) => copy.key === key)
    const [kept] = this.#kept.splice(at, at < 0 ? 0 : 1)
    const answer = await kept?.copy.arrive()
    if (kept === undefined || answer === undefined) throw new NotInTime('the copy was lost with the connection to its broker')
    const error = errorIn(answer, kept.request, this.#protocol)
    if (error !== 'NONE') throw new Refused(`${kept.request} that arrives late is refused with ${error}`)
  }
}

const keyOf = (message: ModelState['late'][number]): string => JSON.stringify(message)
