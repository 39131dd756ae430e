import { expect, it } from 'vitest'
import { item, verbatim } from '../../text/layout.ts'
import { wrapItems } from '../../text/wrap.ts'

it('lines that are wrapped start no command in the log of a CI job, wherever the text comes from', () => {
  const lines = wrapItems([[{ text: 'Why P failed: ::error::boo ##[error]', role: 'plain' }]], 80, 0, 0, ({ text }) => text)
  expect(lines.join('\n')).not.toMatch(/::|##\[/)
})

it('breaks words that are too long, but none of what is there to be copied', () => {
  const plain = ({ text }: { readonly text: string }) => text
  const command = 'npx tidemark trace .tidemark/traces/zookeeper-truncate-to-hw.itf.json'
  expect(wrapItems([verbatim(command)], 30, 10, 10, plain).map((line) => line.trim())).toEqual([
    'npx tidemark trace',
    '.tidemark/traces/zookeeper-truncate-to-hw.itf.json',
  ])
  for (const line of wrapItems([item(command)], 30, 10, 10, plain)) expect(line.length).toBeLessThanOrEqual(30)
})
