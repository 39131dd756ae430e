/**
 * A proxy on loopback before one port of a node. It cuts what passes into Kafka's frames, and gates decide when a request, and its
 * answer, goes on. The order of a connection is kept: behind a request that waits, later ones of its connection wait too.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { correlationOfAnswer, FrameCutter, requestHead, type RequestHead } from '../protocol/frames.ts'
import type { Copy, Gate, Passage } from './gate.ts'

/** Which gates a request has to pass: on its way there, and its answer on its way back. */
export interface Route {
  readonly there?: Gate | undefined
  readonly back?: Gate | undefined
}

export type Router = (head: RequestHead, frame: Buffer) => Route

const HOST = '127.0.0.1'

export class Proxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #target = 0
  readonly #route: Router

  private constructor(route: Router) {
    this.#route = route
    this.#server = createServer((socket) => this.#accept(socket))
  }

  /** Listens on a free port of loopback. */
  static async listen(route: Router): Promise<Proxy> {
    const proxy = new Proxy(route)
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject)
      proxy.#server.listen(0, HOST, resolve)
    })
    return proxy
  }

  get port(): number {
    return this.#bound?.port ?? 0
  }

  get address(): string {
    return this.#bound?.address ?? ''
  }

  get #bound(): AddressInfo | undefined {
    const bound = this.#server.address()
    return bound !== null && typeof bound === 'object' ? bound : undefined
  }

  /** The port of the node behind it. */
  set target(port: number) {
    this.#target = port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
    })
  }

  #accept(client: Socket): void {
    const node = connect({ host: HOST, port: this.#target, noDelay: true })
    client.setNoDelay(true)
    const line = new Line(client, node, this.#route)
    for (const socket of [client, node]) {
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.#sockets.delete(socket)
        client.destroy()
        // What its sender has lost may still arrive: of such a connection the node's side stays.
        if (socket === node || !line.hasCopy) node.destroy()
        line.end(socket === node)
      })
    }
  }
}

/** A request that has come on a connection. */
interface Request {
  readonly frame: Buffer
  readonly head: RequestHead
  readonly route: Route
  readonly passage: Passage
}

/** One connection through the proxy. */
class Line {
  readonly #client: Socket
  readonly #node: Socket
  /** Requests that have not gone on; the first one is at its gate. */
  readonly #queue: Request[] = []
  /** Requests that have, by correlation id. */
  readonly #sent = new Map<number, Request>()
  readonly #answers = new Map<Passage, Gate>()
  #copy: { readonly request: Request; readonly answered: (frame: Buffer | undefined) => void } | undefined
  #isKept = false
  #isOver = false

  constructor(client: Socket, node: Socket, route: Router) {
    this.#client = client
    this.#node = node
    const [there, back] = [new FrameCutter(), new FrameCutter()]
    client.on('data', (bytes: Buffer) => cut(there, bytes, client, (frame) => this.#come(frame, route)))
    node.on('data', (bytes: Buffer) => cut(back, bytes, node, (frame) => this.#answer(frame)))
  }

  /** Whether a request of it is still to arrive. */
  get hasCopy(): boolean {
    return this.#isKept
  }

  /** The connection is gone, and all that is on it; `isOver` when the node has closed it. */
  end(isOver: boolean): void {
    this.#isOver ||= isOver
    if (isOver) this.#copy?.answered(undefined)
    for (const { route, passage } of [...this.#queue.splice(0), ...this.#sent.values()]) route.there?.end(passage)
    this.#sent.clear()
    for (const [passage, gate] of this.#answers) gate.end(passage)
    this.#answers.clear()
  }

  #come(frame: Buffer, route: Router): void {
    const head = requestHead(frame)
    const request: Request = {
      frame,
      head,
      route: route(head, frame),
      passage: { frame, go: () => this.#send(request), keep: () => this.#keep(request) },
    }
    this.#queue.push(request)
    if (this.#queue.length === 1) this.#next()
  }

  /** Brings the first request of the queue to its gate. */
  #next(): void {
    const [request] = this.#queue
    if (request === undefined) return
    if (request.route.there === undefined) request.passage.go()
    else request.route.there.submit(request.passage)
  }

  #send(request: Request): void {
    this.#queue.shift()
    this.#sent.set(request.head.correlationId, request)
    this.#node.write(request.frame)
    this.#next()
  }

  #keep(request: Request): Copy {
    this.#queue.shift()
    this.#isKept = true
    this.#client.destroy()
    return {
      arrive: () =>
        new Promise((answered) => {
          if (this.#isOver) return answered(undefined)
          this.#copy = { request, answered }
          this.#node.write(request.frame)
        }),
    }
  }

  #answer(frame: Buffer): void {
    if (this.#copy?.request.head.correlationId === correlationOfAnswer(frame)) {
      this.#copy.answered(frame)
      this.#node.destroy()
      return
    }
    const request = this.#sent.get(correlationOfAnswer(frame))
    this.#sent.delete(correlationOfAnswer(frame))
    const gate = request?.route.back
    if (gate === undefined) this.#client.write(frame)
    else {
      const passage: Passage = {
        go: () => {
          this.#client.write(frame)
          this.#answers.delete(passage)
          gate.end(passage)
        },
      }
      this.#answers.set(passage, gate)
      gate.submit(passage)
    }
    if (request !== undefined) request.route.there?.end(request.passage)
  }
}

/** Cuts what has come; a stream that is none of Kafka's ends its connection. */
function cut(cutter: FrameCutter, bytes: Buffer, socket: Socket, take: (frame: Buffer) => void): void {
  try {
    for (const frame of cutter.push(bytes)) take(frame)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    socket.destroy(error)
  }
}
