import type { Paint } from '../../traces/index.ts'
import type { Terminal } from '../terminal.ts'
import type { Validation } from './result.ts'

export function writeOutputs(validation: Validation, _flags: object, terminal: Terminal, _paint: Paint): void {
  for (const s of validation.subjects) {
    for (const c of s.head.cells)
      terminal.out(`${c.guarantee} ${c.envelope} ${c.verdict} ${c.steps ?? ''} ${c.states} ${c.cached} ${c.seconds.toFixed(1)}\n`)
    for (const d of s.deltas)
      if (d.delta !== 'kept')
        terminal.out(
          `${d.guarantee} ${d.envelope} ${d.delta} base ${d.base.verdict} head ${d.head.verdict} ${d.head.steps} rollout ${d.rollout.verdict} ${d.rollout.steps}\n`,
        )
    for (const l of s.losses) terminal.out(`${JSON.stringify({ ...l, story: { ...l.story, mermaid: '', steps: [] } })}\n`)
  }
  terminal.out(`${validation.verdict} ${validation.seconds}\n`)
}
