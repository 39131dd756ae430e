/**
 * JSON with what drives a terminal, or starts a command in the log of a CI job, as escapes: a parser reads what it would have read. Nothing of
 * the kind is outside of strings.
 */
export const harmlessJson = (json: string): string =>
  json
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) =>
      Array.from({ length: c.length }, (_, i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
    )
    .replaceAll('::', String.raw`:\u003a`)
    .replaceAll('##[', String.raw`#\u0023[`)

/** A value as it is printed: JSON in lines, which does no harm. */
export const jsonText = (value: unknown): string => `${harmlessJson(JSON.stringify(value, undefined, 2))}\n`
