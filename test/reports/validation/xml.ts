/** As much of an XML reader as it takes to see that a document is well-formed, by hand and without mercy. */

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** Of this element alone. */
  readonly text: string
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Char, of XML 1.0. */
const isChar = (c: number): boolean =>
  c === 9 || c === 10 || c === 13 || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000

const isNameChar = (c: string): boolean => /[\w.-]/.test(c)

/** @throws Error when the text is no well-formed document of the kind that JUnit reports are. */
export function readXml(source: string): Element {
  let at = 0
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${JSON.stringify(source.slice(at, at + 40))}`)
  }
  for (const char of source) if (!isChar(char.codePointAt(0) ?? 0)) throw new Error(`not a character: ${JSON.stringify(char)}`)
  const looksAt = (token: string): boolean => source.startsWith(token, at)
  const expect = (token: string): void => {
    if (!looksAt(token)) fail(`expected ${token}`)
    at += token.length
  }
  const until = (token: string): string => {
    const end = source.indexOf(token, at)
    if (end < 0) fail(`no ${token}`)
    const text = source.slice(at, end)
    at = end + token.length
    return text
  }
  const skipSpace = (): void => {
    while (source[at] === ' ' || source[at] === '\n') at++
  }
  const name = (): string => {
    const start = at
    while (isNameChar(source[at] ?? '')) at++
    return at === start ? fail('no name') : source.slice(start, at)
  }
  const reference = (): string => {
    expect('&')
    const body = until(';')
    if (body.startsWith('#x')) {
      const code = Number.parseInt(body.slice(2), 16)
      return isChar(code) ? String.fromCodePoint(code) : fail('a reference to no character')
    }
    return ENTITIES[body] ?? fail(`unknown entity ${body}`)
  }
  const attributeValue = (): string => {
    expect('"')
    let value = ''
    while (!looksAt('"')) {
      if (at >= source.length || looksAt('<')) fail('in a value')
      value += looksAt('&') ? reference() : (source[at++] ?? '')
    }
    expect('"')
    return value
  }
  const element = (): Element => {
    expect('<')
    const tag = name()
    const attributes: Record<string, string> = {}
    for (skipSpace(); !looksAt('>') && !looksAt('/>'); skipSpace()) {
      const key = name()
      if (key in attributes) fail(`${key} twice`)
      expect('=')
      attributes[key] = attributeValue()
    }
    if (looksAt('/>')) {
      expect('/>')
      return { name: tag, attributes, children: [], text: '' }
    }
    expect('>')
    const children: Element[] = []
    let text = ''
    while (!looksAt('</')) {
      if (at >= source.length) fail(`${tag} is not closed`)
      if (looksAt('<![CDATA[')) {
        expect('<![CDATA[')
        text += until(']]>')
      } else if (looksAt('<')) children.push(element())
      else if (looksAt(']]>')) fail('an end of CDATA')
      else text += looksAt('&') ? reference() : (source[at++] ?? '')
    }
    expect(`</${tag}`)
    skipSpace()
    expect('>')
    return { name: tag, attributes, children, text }
  }
  expect('<?xml version="1.0" encoding="UTF-8"?>')
  skipSpace()
  const root = element()
  skipSpace()
  if (at < source.length) fail('something after the root')
  return root
}
