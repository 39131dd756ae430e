/**
 * Where things stand in a text of HCL: its library reads what they are, and gives no places. The text is one that the library takes; before
 * that, `nesting` says how deep it is.
 */

/** An expression: where its text begins, inside the quotes of a string. */
export interface Spot {
  readonly at: number
  /** After its last character. */
  readonly end: number
  /** Of an object: its keys as they are written, without quotes; the last of each. */
  readonly members?: ReadonlyMap<string, Spot>
  /** Keys that are given again, with the one before. */
  readonly again?: readonly { readonly key: string; readonly at: number; readonly before: number }[]
  readonly isHeredoc?: true
}

export interface ScannedBlock {
  readonly type: string
  readonly labels: readonly string[]
  readonly at: number
  /** After its brace. */
  readonly end: number
  readonly body: ScannedBody
}

export interface ScannedBody {
  readonly attributes: ReadonlyMap<string, Spot>
  readonly blocks: readonly ScannedBlock[]
}

const WORD = /[\p{L}_][\p{L}\p{N}_-]*/uy
const HEREDOC = /<<(-?)([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/uy

const HEREDOC_MARK = new RegExp(`^${HEREDOC.source}`, 'u')

/** A reading position that goes on over comments, strings, templates and heredocs as a whole. */
class Scanner {
  at = 0
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  get here(): string {
    return this.text[this.at] ?? ''
  }

  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text) ?? undefined
    if (found !== undefined) this.at += found[0].length
    return found
  }

  /** Over blanks and comments, and line breaks too unless they end what is read. */
  blanks(lines: boolean): void {
    for (;;) {
      const c = this.here
      if (c === ' ' || c === '\t' || c === '\r' || (lines && c === '\n')) this.at++
      else if (c === '#' || this.text.startsWith('//', this.at)) this.to('\n', 0)
      else if (this.text.startsWith('/*', this.at)) this.to('*/', 2)
      else return
    }
  }

  private to(mark: string, past: number): void {
    const found = this.text.indexOf(mark, this.at)
    this.at = found < 0 ? this.text.length : found + past
  }

  /** Over a string from its opening quote, or over the rest of a template from after its brace. */
  over(close: '"' | '}'): void {
    // What each open string or template ends with.
    const open: string[] = [close]
    if (close === '"') this.at++
    while (open.length > 0 && this.at < this.text.length) {
      const c = this.here
      if (open.at(-1) === '"') {
        if (c === '\\') this.at += 2
        else if ((c === '$' || c === '%') && this.text.startsWith(`${c}${c}{`, this.at)) this.at += 3
        else if ((c === '$' || c === '%') && this.text[this.at + 1] === '{') {
          open.push('}')
          this.at += 2
        } else {
          if (c === '"' || c === '\n') open.pop()
          this.at++
        }
      } else if (c === '"' || c === '{') {
        open.push(c === '"' ? '"' : '}')
        this.at++
      } else {
        if (c === '}') open.pop()
        this.at++
      }
    }
  }

  /** Over the lines of a heredoc, from its mark. */
  heredoc(word: string): void {
    for (;;) {
      const end = this.text.indexOf('\n', this.at)
      const line = this.text.slice(this.at, end < 0 ? undefined : end)
      if (line.trim() === word) {
        this.at += line.trimEnd().length
        return
      }
      if (end < 0) {
        this.at = this.text.length
        return
      }
      this.at = end + 1
    }
  }
}

/** The blocks and attributes of a text. */
export const scanned = (text: string): ScannedBody => bodyAt(new Scanner(text))

function bodyAt(on: Scanner): ScannedBody {
  const attributes = new Map<string, Spot>()
  const blocks: ScannedBlock[] = []
  for (;;) {
    on.blanks(true)
    const at = on.at
    const word = on.match(WORD)?.[0]
    if (word === undefined) return { attributes, blocks }
    on.blanks(false)
    if (on.here === '=') {
      on.at++
      attributes.set(word, expressionAt(on))
      continue
    }
    const labels: string[] = []
    while (on.here !== '{') {
      const label = labelAt(on)
      if (label === undefined) return { attributes, blocks }
      labels.push(label)
      on.blanks(false)
    }
    on.at++
    const body = bodyAt(on)
    if (on.text[on.at] === '}') on.at++
    blocks.push({ type: word, labels, at, end: on.at, body })
  }
}

function labelAt(on: Scanner): string | undefined {
  if (on.here !== '"') return on.match(WORD)?.[0]
  const from = on.at
  on.over('"')
  return on.text.slice(from + 1, on.at - 1)
}

function expressionAt(on: Scanner): Spot {
  on.blanks(false)
  const from = on.at
  const first = on.here
  const object = first === '{' ? objectAt(on) : undefined
  const isHeredoc = first === '<' && HEREDOC_MARK.test(on.text.slice(from, from + 200))
  let depth = 0
  let end = on.at
  for (;;) {
    on.blanks(depth > 0)
    const c = on.here
    if (c === '' || (depth === 0 && /[\n,}\])]/.test(c))) break
    const heredoc = c === '<' ? on.match(HEREDOC) : undefined
    if (heredoc !== undefined) on.heredoc(heredoc[2] ?? '')
    else if (c === '"') on.over('"')
    else {
      if (/[{[(]/.test(c)) depth++
      else if (/[}\])]/.test(c)) depth--
      on.at++
    }
    end = on.at
  }
  const isWhole = object !== undefined && object.end === end
  return {
    at: first === '"' ? from + 1 : from,
    end,
    ...(isWhole && { members: object.members, again: object.again }),
    ...(isHeredoc && { isHeredoc: true }),
  }
}

function objectAt(on: Scanner): { members: Map<string, Spot>; again: NonNullable<Spot['again']>[number][]; end: number } {
  const members = new Map<string, Spot>()
  const again: NonNullable<Spot['again']>[number][] = []
  const from = on.at
  on.at++
  for (;;) {
    on.blanks(true)
    if (on.here === ',') {
      on.at++
      continue
    }
    if (on.here === '}') {
      on.at++
      return { members, again, end: on.at }
    }
    const key = on.here === '"' ? labelAt(on) : on.match(/[\p{L}\p{N}_.-]+/uy)?.[0]
    on.blanks(false)
    if (key === undefined || (on.here !== '=' && on.here !== ':') || (key === 'for' && on.here !== '=')) {
      // A key that is worked out, or one object made of another: all of it is gone over as an expression.
      on.at = from
      return { members: new Map(), again: [], end: -1 }
    }
    on.at++
    const value = expressionAt(on)
    const before = members.get(key)
    if (before !== undefined) again.push({ key, at: value.at, before: before.at })
    members.delete(key)
    members.set(key, value)
  }
}

/** How deep brackets, signs before a value, and conditions lie in each other at most; each costs the library a part of its stack. */
export function nesting(text: string): number {
  const on = new Scanner(text)
  let [most, depth, signs, questions] = [0, 0, 0, 0]
  let last = ''
  while (on.at < text.length) {
    on.blanks(false)
    const from = on.at
    const c = on.here
    const heredoc = c === '<' ? on.match(HEREDOC) : undefined
    if (heredoc !== undefined || c === '"') {
      if (heredoc === undefined) on.over('"')
      else on.heredoc(heredoc[2] ?? '')
      most = Math.max(most, depth + inTemplates(text.slice(from, on.at)))
      signs = 0
      last = c
      continue
    }
    if (/[{[(]/.test(c)) depth++
    else if (/[}\])]/.test(c)) depth = Math.max(0, depth - 1)
    // A condition goes on over lines that end or begin with its marks.
    if (c === '?') questions++
    else if (last === '\n' && !/[\n:]/.test(c)) questions = 0
    if (c === '!' || c === '-') signs++
    else if (c !== '\n') signs = 0
    most = Math.max(most, depth + signs + questions)
    if (c !== '\n' || !/[?:]/.test(last)) last = c
    on.at++
  }
  return most
}

/** The same for the templates of a string. */
function inTemplates(string: string): number {
  let most = 0
  let until = 0
  for (const { index } of string.matchAll(/[$%]\{/g)) {
    if (index < until) continue
    let [depth, signs] = [0, 0]
    for (let i = index + 1; i < string.length; i++) {
      const c = string[i] ?? ''
      if (/[{[(]/.test(c)) depth++
      else if (/[}\])]/.test(c)) depth--
      else if (/[!?-]/.test(c)) signs++
      most = Math.max(most, depth + signs)
      until = i
      if (depth === 0) break
    }
  }
  return most
}
