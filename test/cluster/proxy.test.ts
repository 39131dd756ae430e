import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Gate } from '../../cluster/links/gate.ts'
import { Proxy, type Route } from '../../cluster/links/proxy.ts'
import { correlationOfAnswer, FrameCutter, requestHead } from '../../cluster/protocol/frames.ts'
import { answerOf, frameOf } from './frame.ts'

/** A node that notes what it gets, in order, and answers each request with its correlation id. */
class Node {
  readonly got: number[] = []
  readonly server: Server
  readonly #sockets: Socket[] = []

  constructor() {
    this.server = createServer((socket) => {
      this.#sockets.push(socket)
      const cutter = new FrameCutter()
      socket.on('error', () => undefined)
      socket.on('data', (bytes: Buffer) => {
        for (const frame of cutter.push(bytes)) {
          this.got.push(requestHead(frame).correlationId)
          socket.write(answerOf(requestHead(frame).correlationId))
        }
      })
    })
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.server.listen(0, '127.0.0.1', () => {
        const address = this.server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : 0)
      })
    })
  }

  end(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.server.close()
  }
}

class Asker {
  readonly answers: number[] = []
  readonly socket: Socket
  isClosed = false

  constructor(port: number) {
    const cutter = new FrameCutter()
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => (this.isClosed = true))
    this.socket.on('data', (bytes: Buffer) => {
      for (const frame of cutter.push(bytes)) this.answers.push(correlationOfAnswer(frame))
    })
  }

  ask(...frames: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(frames))
  }
}

const patience = { deadline: 60_000, signal: new AbortController().signal }
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function setUp(route: (apiKey: number) => Route): Promise<{ node: Node; asker: Asker }> {
  const node = new Node()
  const proxy = await Proxy.listen(({ apiKey }) => route(apiKey))
  proxy.target = await node.listen()
  const asker = new Asker(proxy.port)
  ends.push(
    () => node.end(),
    () => asker.socket.destroy(),
    () => proxy.close(),
  )
  return { node, asker }
}

describe('a proxy', () => {
  it('hands on what has no gate, both ways, in order', async () => {
    const { node, asker } = await setUp(() => ({}))
    asker.ask(frameOf(3, 1, 'a'), frameOf(18, 2, 'a'), frameOf(3, 3, 'a'))
    await expect.poll(() => asker.answers).toEqual([1, 2, 3])
    expect(node.got).toEqual([1, 2, 3])
  })

  it('holds a request at a closed gate, and everything behind it on its connection', async () => {
    const gate = new Gate('fetches')
    gate.shut()
    const { node, asker } = await setUp((apiKey) => (apiKey === 1 ? { there: gate } : {}))
    asker.ask(frameOf(18, 1, 'a'), frameOf(1, 2, 'a'), frameOf(18, 3, 'a'))
    await expect.poll(() => asker.answers).toEqual([1])
    expect(gate.waiting).toBe(1)
    expect([gate.has(frameOf(1, 2, 'a')), gate.has(frameOf(18, 3, 'a'))]).toEqual([true, false])
    expect(node.got).toEqual([1])
    gate.open()
    await expect.poll(() => asker.answers).toEqual([1, 2, 3])
    expect(node.got).toEqual([1, 2, 3])
  })

  it('lets exactly one request through, and is done when it is answered', async () => {
    const gate = new Gate('fetches')
    gate.shut()
    const { node, asker } = await setUp(() => ({ there: gate }))
    const passing = gate.passOne(patience)
    asker.ask(frameOf(1, 1, 'a'), frameOf(1, 2, 'a'))
    await passing
    await expect.poll(() => asker.answers).toEqual([1])
    await gate.until('the next', () => gate.waiting === 1, patience)
    expect(node.got).toEqual([1])
  })

  it('holds an answer on its way back', async () => {
    const back = new Gate('answers')
    back.shut()
    const { node, asker } = await setUp(() => ({ back }))
    asker.ask(frameOf(56, 5, '1'))
    await back.until('an answer', () => back.waiting === 1, patience)
    expect([node.got, asker.answers]).toEqual([[5], []])
    await back.passOne(patience)
    await expect.poll(() => asker.answers).toEqual([5])
  })

  it('forgets what waits on a connection that is gone, and ends one whose node is', async () => {
    const gate = new Gate('fetches')
    gate.shut()
    const { node, asker } = await setUp((apiKey) => (apiKey === 1 ? { there: gate } : {}))
    asker.ask(frameOf(1, 1, 'a'))
    await gate.until('a request', () => gate.waiting === 1, patience)
    node.end()
    await expect.poll(() => asker.isClosed).toBe(true)
    await gate.until('nobody', () => gate.waiting === 0, patience)
    gate.open()
    expect(node.got).toEqual([])
  })

  it('keeps a copy of a request whose sender loses its connection, and lets it arrive later', async () => {
    const gate = new Gate('markers')
    gate.shut()
    const { node, asker } = await setUp((apiKey) => (apiKey === 27 ? { there: gate } : {}))
    asker.ask(frameOf(18, 1, 'a'))
    await expect.poll(() => asker.answers).toEqual([1])
    asker.ask(frameOf(27, 2, 'a'), frameOf(3, 3, 'a'))
    const copy = await gate.keepOne(patience)
    await expect.poll(() => asker.isClosed).toBe(true)
    expect([node.got, asker.answers, gate.waiting]).toEqual([[1], [1], 0])
    const answer = await copy.arrive()
    expect(answer && correlationOfAnswer(answer)).toBe(2)
    expect(node.got).toEqual([1, 2])
  })

  it('says that a copy cannot arrive any more once its node is gone', async () => {
    const gate = new Gate('markers')
    gate.shut()
    const { node, asker } = await setUp(() => ({ there: gate }))
    asker.ask(frameOf(27, 1, 'a'))
    const copy = await gate.keepOne(patience)
    node.end()
    expect(await copy.arrive()).toBeUndefined()
    expect(node.got).toEqual([])
  })

  it('ends a connection that does not speak Kafka', async () => {
    const { asker } = await setUp(() => ({}))
    asker.ask(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    await expect.poll(() => asker.isClosed).toBe(true)
  })

  it('listens on loopback alone', async () => {
    const proxy = await Proxy.listen(() => ({}))
    ends.push(() => proxy.close())
    expect(proxy.address).toBe('127.0.0.1')
  })
})

describe('a gate', () => {
  it('is closed when nothing is under way any more', async () => {
    const gate = new Gate('fetches')
    const passage = { go: () => undefined }
    gate.submit(passage)
    const closing = gate.close(patience)
    let isClosed = false
    void closing.then(() => (isClosed = true))
    await Promise.resolve()
    expect(isClosed).toBe(false)
    gate.end(passage)
    await closing
    expect(gate.passed).toBe(1)
  })

  it('says what did not come', async () => {
    await expect(new Gate('the fetches of b1 from b0').passOne({ ...patience, deadline: 0 })).rejects.toThrow(
      'a request on the fetches of b1 from b0 did not come within 0 s',
    )
  })

  it('waits no longer once it is told to stop', async () => {
    const stop = new AbortController()
    const waiting = new Gate('fetches').passOne({ deadline: 60_000, signal: stop.signal })
    stop.abort(new Error('SIGINT'))
    await expect(waiting).rejects.toThrow('SIGINT')
  })
})
