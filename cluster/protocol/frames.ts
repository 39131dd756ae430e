/** Kafka's framing: a length of 4 bytes, then a request or an answer. Bodies are not understood, but for the heartbeat's flags. */
import { Reader } from '@platformatic/kafka'

/** Longer frames are no Kafka (`socket.request.max.bytes` is 100 MiB by default). */
const LONGEST = 100 * 2 ** 20

/** Cuts a stream of bytes into frames, each with its length before it. */
export class FrameCutter {
  #rest: Buffer = Buffer.alloc(0)

  /** The frames that are whole with these bytes. @throws RangeError when a length cannot be one of Kafka's. */
  push(bytes: Buffer): Buffer[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const frames: Buffer[] = []
    while (this.#rest.length >= 4) {
      const length = this.#rest.readInt32BE(0)
      if (length < 0 || length > LONGEST) throw new RangeError(`a frame of ${length} bytes is none of Kafka's`)
      if (this.#rest.length < 4 + length) break
      frames.push(this.#rest.subarray(0, 4 + length))
      this.#rest = this.#rest.subarray(4 + length)
    }
    return frames
  }
}

/** Requests that links tell apart, by `api_key`. */
export const API = { fetch: 1, writeTxnMarkers: 27, alterPartition: 56, heartbeat: 63, assignDirectories: 73 } as const

/** What the header of a request says (request headers 1 and 2 begin alike). */
export interface RequestHead {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly clientId: string
}

/** @throws RangeError when the frame ends before its header does. */
export function requestHead(frame: Buffer): RequestHead {
  const length = frame.readInt16BE(12)
  return {
    apiKey: frame.readInt16BE(4),
    apiVersion: frame.readInt16BE(6),
    correlationId: frame.readInt32BE(8),
    clientId: length < 0 ? '' : frame.toString('utf8', 14, 14 + length),
  }
}

export const correlationOfAnswer = (frame: Buffer): number => frame.readInt32BE(4)

/** What a broker asks for in a BrokerHeartbeat request. @throws RangeError when the frame is too short. */
export function heartbeatFlags(frame: Buffer): { readonly wantsFence: boolean; readonly wantsShutdown: boolean } {
  const clientId = frame.readInt16BE(12)
  const reader = Reader.from(frame.subarray(14 + Math.max(0, clientId)))
  reader.readTaggedFields()
  // broker id, broker epoch, offset of the metadata it has
  reader.skip(4 + 8 + 8)
  return { wantsFence: reader.readBoolean(), wantsShutdown: reader.readBoolean() }
}
