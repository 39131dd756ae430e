import { Writer } from '@platformatic/kafka'
import { describe, expect, it } from 'vitest'
import { FrameCutter, heartbeatFlags, requestHead } from '../../cluster/protocol/frames.ts'
import { frameOf } from './frame.ts'

describe('frames of a stream', () => {
  const [first, second] = [frameOf(1, 7, 'broker-1-fetcher-0', Buffer.alloc(9)), frameOf(63, 8, '1', Buffer.alloc(30))]
  const stream = Buffer.concat([first, second])

  it.each(Array.from({ length: 12 }, (_, i) => 1 + i * 7))('are the same when it comes in pieces of %i bytes', (size) => {
    const cutter = new FrameCutter()
    const frames: Buffer[] = []
    for (let at = 0; at < stream.length; at += size) frames.push(...cutter.push(stream.subarray(at, at + size)))
    expect(frames.map((frame) => frame.toString('hex'))).toEqual([first, second].map((frame) => frame.toString('hex')))
  })

  it('keeps back what is not whole', () => {
    const cutter = new FrameCutter()
    expect(cutter.push(stream.subarray(0, stream.length - 1))).toHaveLength(1)
    expect(cutter.push(stream.subarray(stream.length - 1))).toHaveLength(1)
  })

  it.each([-1, 100 * 2 ** 20 + 1])('refuses a length of %i', (length) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(length)
    expect(() => new FrameCutter().push(bytes)).toThrow(`a frame of ${length} bytes is none of Kafka's`)
  })
})

describe('the header of a request', () => {
  it('says what is asked, and who asks', () => {
    expect(requestHead(frameOf(1, 42, 'broker-2-fetcher-0'))).toEqual({
      apiKey: 1,
      apiVersion: 0,
      correlationId: 42,
      clientId: 'broker-2-fetcher-0',
    })
  })

  it('may name nobody', () => {
    expect(requestHead(frameOf(18, 1, undefined)).clientId).toBe('')
  })

  it.each([
    [true, false],
    [false, true],
    [false, false],
  ])('of a heartbeat is followed by what the broker wants: fenced %s, stopped %s', (wantsFence, wantsShutdown) => {
    const body = Writer.create()
      .appendTaggedFields()
      .appendInt32(2)
      .appendInt64(17n)
      .appendInt64(99n)
      .appendBoolean(wantsFence)
      .appendBoolean(wantsShutdown).buffer
    expect(heartbeatFlags(frameOf(63, 3, '2', body))).toEqual({ wantsFence, wantsShutdown })
  })
})
