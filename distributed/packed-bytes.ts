/**
 * Packed states as bytes, most significant first: bytes then compare as states do (`comparePacked`), so that what an engine calls the least is
 * the least in encoding order.
 */
import { endianness } from 'node:os'

const ordered = (bytes: Buffer): Buffer => (endianness() === 'LE' ? bytes.swap32() : bytes)

/** A copy of packed words as bytes. */
export const bytesOf = (packed: Int32Array): Buffer =>
  ordered(Buffer.from(new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength)))

/** A copy of bytes as packed words. */
export const packedOf = (bytes: Uint8Array): Int32Array => {
  const words = new Int32Array(bytes.length >> 2)
  const copy = Buffer.from(words.buffer)
  copy.set(bytes)
  ordered(copy)
  return words
}

/** The same as hexadecimal text. */
export const hexOf = (packed: Int32Array): string => bytesOf(packed).toString('hex')
export const packedOfHex = (hex: string): Int32Array => packedOf(Buffer.from(hex, 'hex'))
