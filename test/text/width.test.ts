import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { piecesOf, widthOf } from '../../text/width.ts'
import { count } from '../../text/counted.ts'
import { sizeText } from '../../text/size.ts'
import { wrapItems } from '../../text/wrap.ts'

const plain = ({ text }: { readonly text: string }): string => text

describe('widths', () => {
  it.each([
    ['acks', 4],
    ['設定', 4],
    ['─→', 2],
    ['e\u0301', 1],
    ['🙂🙂', 4],
  ])('%s takes %d columns', (text, columns) => expect(widthOf(text)).toBe(columns))

  it('are those of string-width for every character by itself, and for each beside a mark that joins it', () => {
    const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
    const other = (text: string): boolean => widthOf(text) !== stringWidth(text)
    expect(characters.filter(other)).toEqual([])
    expect(characters.map((character) => `${character}\u0301`).filter(other)).toEqual([])
  })

  it('never cuts what is one character to a reader', () => {
    expect(piecesOf('🙂🙂🙂', 4)).toEqual(['🙂🙂', '🙂'])
    expect(piecesOf('e\u0301e\u0301', 1)).toEqual(['e\u0301', 'e\u0301'])
    // Wider than there is room: on a line of its own all the same.
    expect(piecesOf('設定', 1)).toEqual(['設', '定'])
    expect(piecesOf('', 4)).toEqual([])
  })

  it('breaks a name of 55 emoji without harm, in lines that fit', () => {
    const name = '🙂'.repeat(55)
    // Room for 15 of them and a half.
    const lines = wrapItems([[{ text: name, role: 'plain' }]], 41, 10, 10, plain)
    expect(lines.join('').replaceAll(' ', '')).toBe(name)
    for (const line of lines) expect(Buffer.from(line).toString()).toBe(line)
    expect(lines.map((line) => stringWidth(line.trimStart()))).toEqual([30, 30, 30, 20])
  })
})

describe('sizeText', () => {
  it.each([
    [1, '1 bytes'],
    [300 * 1024, '300 KiB'],
    [1024 ** 2, '1 MiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [1023.95 * 1024, '1,024 KiB'],
    [1000.26 * 1024 ** 4, '1,000.3 TiB'],
  ])('%d is %s', (bytes, text) => expect(sizeText(bytes)).toBe(text))
})

describe('count', () => {
  it('groups digits as English does', () => {
    const numbers = [0, 7, 999, 1000, 12_345, 4_093_531, 999_999.5, -1234, -123, 2 ** 53]
    expect(numbers.map(count)).toEqual(numbers.map((n) => Math.round(n).toLocaleString('en-US')))
  })
})
