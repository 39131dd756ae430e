/**
 * For any accident to a fixture: no crash, no hang, and no green verdict whose effective value differs from that of the fixture without a
 * line in the report that says so. So many for each as TIDEMARK_MUTATIONS says, or a few hundred; the same ones every time.
 */
import { describe, expect, it } from 'vitest'
import { mutated, randomOf, seedOf } from './mutations.ts'
import { sample, SAMPLES } from './samples.ts'
import { outcomeOf, silent } from './silent.ts'

const COUNT = Number(process.env['TIDEMARK_MUTATIONS'] ?? 100)

describe('an accident to a fixture never changes what counts without a word', () => {
  it.each(SAMPLES)('%s', (name) => {
    const text = sample(name)
    const before = outcomeOf(text, name)
    if (before === undefined) throw new Error(`${name} is refused`)
    const random = randomOf(seedOf(name))
    const found: string[] = []
    let taken = 0
    const tried = new Set<string>()
    for (let n = 0; n < COUNT; n++) {
      const mutant = mutated(text, random)
      const id = `${mutant.kind} ${mutant.text}`
      if (tried.has(id)) continue
      tried.add(id)
      const after = outcomeOf(mutant.text, name)
      if (after === undefined) continue
      taken++
      const what = silent(text, mutant, before, after)
      if (what !== undefined) found.push(`${mutant.kind}: ${what}\n${mutant.text}`)
    }
    // Else the property says nothing.
    expect(taken).toBeGreaterThan(tried.size / 50)
    expect(found.slice(0, 3)).toEqual([])
  })
})
