/** Traces of which something was changed at random: by bytes, by words, by parts of the JSON. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { verifyTrace } from '../../questions/verify-trace.ts'

const FOLDER = new URL('../golden/traces/', import.meta.url)
const TEXTS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.itf.json'))
  .toSorted()
  .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'))

/** Numbers in 0..n-1, the same for the same seed (mulberry32). */
function random(seed: number): (n: number) => number {
  let a = seed
  return (n) => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}

const WORDS = [
  'null',
  '-1',
  '1e300',
  '{"#bigint":"99999999999999999999"}',
  '"__proto__"',
  '[]',
  '{}',
  '"\\u0000\\u001b[31m"',
  'NaN',
  '"::error::"',
]

/** A trace with one to three changes. */
function mutant(seed: number): string {
  const next = random(seed)
  let text = TEXTS[next(TEXTS.length)] ?? ''
  for (let change = next(3); change >= 0; change--) {
    const at = next(text.length)
    const end = at + 1 + next(40)
    switch (next(5)) {
      case 0:
        text = text.slice(0, at) + String.fromCharCode(next(0x180)) + text.slice(at + 1)
        break
      case 1:
        text = text.slice(0, at) + text.slice(end)
        break
      case 2:
        text = text.slice(0, end) + text.slice(at)
        break
      case 3: {
        const value = /"#bigint": ?"-?\d+"|"[\w ]+"|\d+/g
        value.lastIndex = at
        const found = value.exec(text)
        if (found !== null)
          text = text.slice(0, found.index) + (WORDS[next(WORDS.length)] ?? '') + text.slice(found.index + found[0].length)
        break
      }
      default:
        text = text.replace(/"#bigint": ?"(\d+)"/, (_, n: string) => `"#bigint": "${Number(n) + 1}"`)
    }
  }
  return text
}

/** So many mutants, the same each time: each is refused in words that drive nothing, or is told by the model and by nothing else. */
export function expectHarmless(count: number): void {
  let refused = 0
  for (let seed = 0; seed < count; seed++) {
    const verified = verifyTrace(mutant(seed))
    if (verified.ok) {
      // What is not looked at may have changed, such as the description; what is told has been run again.
      expect([seed, verified.trace.states.length]).toEqual([seed, verified.trace.steps.length + 1])
      continue
    }
    refused++
    // oxlint-disable-next-line no-control-regex
    expect([seed, verified.code, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(verified.message)]).toEqual([
      seed,
      expect.stringMatching(/^TM-20[23]$/),
      false,
    ])
  }
  expect(refused).toBeGreaterThan(count / 2)
}
