import { expect, it } from 'vitest'
import { wrapItems } from '../../text/wrap.ts'

it('lines that are wrapped start no command in the log of a CI job, wherever the text comes from', () => {
  const lines = wrapItems([[{ text: 'Why P failed: ::error::boo ##[error]', role: 'plain' }]], 80, 0, 0, ({ text }) => text)
  expect(lines.join('\n')).not.toMatch(/::|##\[/)
})
