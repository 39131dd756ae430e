/**
 * Text with control and formatting characters shown as escapes, so that a file cannot drive the terminal it is shown on;
 * cut after `longest` characters.
 */
export const printable = (text: string, longest = Infinity): string =>
  (text.length > longest ? `${text.slice(0, longest)}…` : text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
  )
