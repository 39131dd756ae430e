import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validationHtml as htmlFor } from '../../../reports/validation/html.ts'
import type { Validation } from '../../../guarantees/result.ts'
import { golden } from './golden.ts'
import { hostileValidation } from './hostile.ts'
import { PROGRAM } from './reports.ts'
import { comparison, loss, single, STORY, validation } from './sample.ts'

const page = (of: Validation): string => htmlFor(of, PROGRAM)

/** The tags of a page, in order, without what stands in them. */
const tags = (text: string): string[] => [...text.matchAll(/<(\/?[a-z0-9!]+)[^>]*>/g)].map(([, name = '']) => name)

describe('validationHtml', () => {
  it.each([
    ['comparison.html', validation()],
    ['single.html', validation([single()])],
  ] as const)('is %s', async (name, of) => {
    await expect(page(of)).toMatchFileSnapshot(golden(name))
  })

  it('leaves nothing of a file as markup, and closes what it opens', () => {
    fc.assert(
      fc.property(hostileValidation, (of) => {
        const text = page(of)
        const known = new Set(
          'html head meta title style body main h1 h2 h3 p div span section article table thead tbody tr th td code dl dt dd ol ul li details summary pre a'.split(
            ' ',
          ),
        )
        const found = tags(text)
        for (const tag of found) expect(known.has(tag.replace('/', '')) || tag === '!doctype').toBe(true)
        const open: string[] = []
        for (const tag of found.filter((name) => name !== 'meta' && name !== '!doctype'))
          if (tag.startsWith('/')) expect(open.pop()).toBe(tag.slice(1))
          else open.push(tag)
        expect(open).toEqual([])
        // oxlint-disable-next-line no-control-regex -- that is what it looks for
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/)
        expect(text).not.toMatch(/<script|<[a-z]+[^>]*\son[a-z]+\s*=|src=|url\(|@import/i)
        expect(text.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/&[#a-z]/i)
      }),
    )
  })

  it('tells each loss with its story, its steps, what caused it and what restores it', () => {
    const text = page(validation([comparison({ losses: [loss('acked')] })]))
    for (const said of [STORY.because, ...STORY.steps.map(({ summary }) => summary)]) expect(text).toContain(said)
    expect(text).toContain('<dt>Because</dt>')
    expect(text).toContain('<dt>Cause</dt>')
    expect(text).toContain('<dt>Restore</dt>')
    expect(text).toContain(`<summary>${STORY.steps.length} steps, a shortest run under`)
  })

  it('is of several groups of topics one table that leads to each', () => {
    const of = validation([single(), single({ topics: ['other'] })])
    const text = page(of)
    expect(text).toContain('<h2>2 groups of topics</h2>')
    expect(text).toContain('<a href="#topics-2">other</a>')
    expect(text).toContain('<section id="topics-2">')
  })
})
