import { compileCodec } from '../../../checker/state/codec.ts'
import type { Model } from '../../../checker/model.ts'
import { initialStates, type Step, successors } from '../../../checker/state/successors.ts'
import { propertiesOf } from '../../../invariants/index.ts'
import type { PictureFacts } from '../../../model/picture-facts.ts'
import { zookeeper } from '../../../model/zookeeper/index.ts'
import { zookeeperPicture } from '../../../model/zookeeper/picture.ts'
import { reportData, type ReportData, traceOf } from '../../../traces/index.ts'

/** A report on a run of the zookeeper model with so many steps: at every state the next one is picked by a fixed rule. */
export function idleWalk(length: number): ReportData {
  const options = {
    protocol: 'kip-320',
    replicas: 3,
    logSize: 12,
    records: 20,
    maxEpoch: 60,
    uncleanLeaderElection: false,
    commitHistory: false,
  } as const
  const names = ['RecordCommitted', 'StrongIsr', 'WeakIsr'] as const
  const model = zookeeper(options, (view) => propertiesOf(names, view)) as Model
  const codec = compileCodec(model.layout)
  const states = initialStates(model, codec).slice(0, 1)
  const steps: Step[] = []
  for (let seed = 20261121; steps.length < length; seed = (seed * 16807) % 2147483647) {
    const last = states.at(-1)
    const all = (last === undefined ? [] : [...successors(model, codec, last)]).filter(
      // An empty ISR is the end of everything.
      ({ step }) => model.actions[step.action]?.name !== 'ControllerShrinkIsr',
    )
    // Elections and writes are used up one day; the ISR can change for ever.
    const named = (pattern: RegExp) => all.filter(({ step }) => pattern.test(model.actions[step.action]?.name ?? ''))
    const turns = [(seed >>> 4) % 4 === 0 ? all : named(/^Leader.*Isr$/), named(/^(?!Controller)/), all]
    const choices = turns.find((list) => list.length > 0) ?? []
    const next = choices[(seed >>> 8) % choices.length]
    if (next === undefined) throw new Error(`the walk ends after ${steps.length} steps`)
    states.push(next.cells)
    steps.push(next.step)
  }
  const [property] = model.properties
  if (property === undefined) throw new Error('a property')
  const { name, kind, statement } = property
  const trace = traceOf(model, null, { name, kind, statement, verdict: 'holds', path: { states, steps } })
  if (trace === undefined) throw new Error('a trace')
  return reportData({ model, facts: zookeeperPicture(options) as PictureFacts<unknown>, alternatives: [] }, trace)
}
