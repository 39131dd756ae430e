/** Frames as a client of Kafka makes them. */

/** A request of version 0: api key, version, correlation id, client id, and what comes after the header. */
export function frameOf(
  apiKey: number,
  correlationId: number,
  clientId: string | undefined,
  body: Buffer = Buffer.alloc(0),
): Buffer {
  const id = Buffer.from(clientId ?? '')
  const head = Buffer.alloc(14)
  head.writeInt32BE(10 + id.length + body.length, 0)
  head.writeInt16BE(apiKey, 4)
  head.writeInt32BE(correlationId, 8)
  head.writeInt16BE(clientId === undefined ? -1 : id.length, 12)
  return Buffer.concat([head, id, body])
}

/** An answer: correlation id and a body. */
export function answerOf(correlationId: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8)
  head.writeInt32BE(4 + body.length, 0)
  head.writeInt32BE(correlationId, 4)
  return Buffer.concat([head, body])
}
