/** Files as they are after an accident: cut, reordered, with a key that is misspelt, given twice or nested elsewhere. */

export type Kind = 'cut' | 'delete' | 'swap' | 'twice' | 'rename' | 'nest' | 'insert'

export interface Mutant {
  readonly kind: Kind
  readonly text: string
  /** The lines on which one of the text stands then: none where it is cut off or deleted. */
  readonly standsAt: (line: number) => readonly number[]
}

/** mulberry32: numbers below 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Of a fixture by its name, so that others that come later change nothing of it. */
export const seedOf = (name: string): number =>
  Array.from(name).reduce((seed, letter) => (Math.imul(seed, 31) + (letter.codePointAt(0) ?? 0)) >>> 0, 7)

/** A word with a letter left out, doubled, swapped with the next, or another. */
function misspelt(word: string, pick: (below: number) => number): string {
  const at = pick(word.length - 1)
  const [before, here, next, after] = [word.slice(0, at), word[at] ?? '', word[at + 1] ?? '', word.slice(at + 2)]
  switch (pick(4)) {
    case 0:
      return before + next + after
    case 1:
      return before + here + here + next + after
    case 2:
      return before + next + here + after
    default:
      return `${before}x${next}${after}`
  }
}

const KINDS: readonly Kind[] = ['cut', 'delete', 'swap', 'twice', 'rename', 'rename', 'rename', 'nest', 'insert']

export function mutated(text: string, random: () => number): Mutant {
  const pick = (below: number): number => Math.floor(random() * Math.max(below, 1))
  const kind = KINDS[pick(KINDS.length)] ?? 'cut'
  const lines = text.split('\n')
  const [a, b] = [pick(lines.length), pick(lines.length)]
  const standsAt = (line: number): readonly number[] => [line]
  switch (kind) {
    case 'cut': {
      const left = text.slice(0, pick(text.length))
      const count = left.split('\n').length
      return { kind, text: left, standsAt: (line) => (line <= count ? [line] : []) }
    }
    case 'delete':
      return {
        kind,
        text: lines.toSpliced(a, 1).join('\n'),
        standsAt: (line) => (line === a + 1 ? [] : [line > a ? line - 1 : line]),
      }
    case 'swap':
      return {
        kind,
        text: lines
          .with(a, lines[b] ?? '')
          .with(b, lines[a] ?? '')
          .join('\n'),
        standsAt: (line) => [line === a + 1 ? b + 1 : line === b + 1 ? a + 1 : line],
      }
    case 'twice':
      return {
        kind,
        text: lines.toSpliced(b, 0, lines[a] ?? '').join('\n'),
        standsAt: (line) => [line > b ? line + 1 : line, ...(line === a + 1 ? [b + 1] : [])],
      }
    case 'rename': {
      const words = [...text.matchAll(/[A-Za-z][\w.-]{2,}/g)]
      const word = words[pick(words.length)]
      if (word === undefined) return { kind, text, standsAt }
      return {
        kind,
        text: text.slice(0, word.index) + misspelt(word[0], pick) + text.slice(word.index + word[0].length),
        standsAt,
      }
    }
    case 'nest':
      return {
        kind,
        text: lines.with(a, pick(2) === 0 ? `  ${lines[a] ?? ''}` : (lines[a] ?? '').replace(/^ {1,2}/, '')).join('\n'),
        standsAt,
      }
    case 'insert': {
      const at = pick(text.length)
      return { kind, text: text.slice(0, at) + (' =:{}[],"#\\\t-x0'[pick(15)] ?? '') + text.slice(at), standsAt }
    }
  }
}
