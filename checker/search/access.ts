/** Generated code that reads, writes and compares packed words in a view of bytes, without loops, as a codec is: it is what a search does most. */
import { compileFunction } from '../state/codec.ts'

/** Of words that begin at byte `first` of a view, and stand in an array from `i` on. */
export interface Access {
  readonly read: (kept: DataView, first: number, words: Int32Array, i: number) => void
  readonly write: (kept: DataView, first: number, words: Int32Array, i: number) => void
  readonly isSame: (kept: DataView, first: number, words: Int32Array, i: number) => boolean
}

/** As what the view keeps each word. The array has the first `there` of them; the others are kept, and are 0. */
export function accessTo(types: readonly ('Int32' | 'Uint16')[], there = types.length): Access {
  const lines = types.map((type, k) => ({ type, byte: `first + ${4 * k}`, word: k < there ? `words[i + ${k}]` : '0' }))
  const compile = <F>(body: string): F => compileFunction<F>(['kept', 'first', 'words', 'i'], body)
  return {
    read: compile(
      lines
        .slice(0, there)
        .map(({ type, byte, word }) => `${word} = kept.get${type}(${byte}, true)`)
        .join('\n'),
    ),
    write: compile(lines.map(({ type, byte, word }) => `kept.set${type}(${byte}, ${word}, true)`).join('\n')),
    isSame: compile(`return ${lines.map(({ type, byte, word }) => `kept.get${type}(${byte}, true) === ${word}`).join(' && ')}`),
  }
}
