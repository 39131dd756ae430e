import { describe, expect, it } from 'vitest'
import { compileCodec } from '../../checker/state/codec.ts'
import { exploreHere } from '../../checker/search/explore.ts'
import type { Model } from '../../checker/model.ts'
import { initialStates, successors, takeStep } from '../../checker/state/successors.ts'
import type { Path } from '../../checker/verdict.ts'
import { propertiesOf, type PropertyName } from '../../invariants/index.ts'
import { zookeeper, type ZookeeperOptions } from '../../model/zookeeper/index.ts'
import { zookeeperPicture } from '../../model/zookeeper/picture.ts'
import { zookeeperRemedies } from '../../model/zookeeper/remedies.ts'
import { replicated } from '../../model/drawing.ts'
import type { PictureFacts } from '../../model/picture-facts.ts'
import { explain } from '../../traces/explain.ts'
import { reportData, type ReportSources } from '../../traces/report-data.ts'
import type { StepData } from '../../traces/report-types.ts'
import { stageOf } from '../../traces/rerun.ts'
import { type Trace, traceOf } from '../../traces/trace.ts'

const bounds = { replicas: 2, logSize: 2, records: 2, maxEpoch: 2, uncleanLeaderElection: false, commitHistory: true }

function sourcesOf(options: ZookeeperOptions, names: readonly PropertyName[]): ReportSources<unknown> {
  const modelOf = (o: ZookeeperOptions) => zookeeper(o, (view) => propertiesOf(names, view)) as Model
  return {
    model: modelOf(options),
    facts: zookeeperPicture(options) as PictureFacts<unknown>,
    alternatives: zookeeperRemedies(options).map((r) => ({ ...r, model: modelOf(r.options) })),
  }
}

async function found(protocol: ZookeeperOptions['protocol'], name: PropertyName, more: Partial<ZookeeperOptions> = {}) {
  const sources = sourcesOf({ ...bounds, protocol, ...more }, [name])
  const { properties } = await exploreHere(sources.model, { workers: 1, maxMemory: 2 ** 28 })
  const [result] = properties
  const trace = result && traceOf(sources.model, null, result)
  if (trace === undefined || result?.path === undefined) throw new Error('no counterexample')
  return {
    sources,
    trace,
    path: result.path,
    why: explain(stageOf(sources.model, trace), replicated(sources.facts), trace, sources.alternatives),
  }
}

describe('the fate of a record', () => {
  it('is told from write to loss: truncation to the high watermark', async () => {
    const { why } = await found('truncate-to-hw', 'CommittedRecordsSurvive')
    expect(why.fate).toEqual({
      id: 0,
      offset: 0,
      epoch: 1,
      writer: 0,
      writtenAt: 4,
      promisedAt: 8,
      promisedBy: { kind: 'high watermark', leader: 0, isTrue: true },
      losableAt: 9,
      losableTo: [1],
      isGone: false,
      drops: [{ step: 9, replica: 1 }],
      harm: { kind: 'lost', replica: 1 },
      harmedAt: 11,
    })
  })

  it('knows a promise that was broken when it was made: an unclean election before it', async () => {
    const { why } = await found('kip-320', 'CommittedRecordsSurvive', { uncleanLeaderElection: true })
    expect(why.fate).toMatchObject({ promisedAt: 8, losableAt: 8, harmedAt: 8, harm: { kind: 'lost', replica: 1 } })
    expect(why.fate?.promisedBy).toEqual({ kind: 'high watermark', leader: 0, isTrue: false })
  })

  it('names a member of the ISR without it', async () => {
    const { why } = await found('kip-101', 'StrongIsr')
    expect(why.fate).toMatchObject({ id: 0, promisedAt: 7, losableAt: 11, harm: { kind: 'exposed', replica: 1 } })
  })

  it('is not made up where no promised record is concerned', async () => {
    const { why } = await found('kip-101', 'EpochsMonotoneInLog')
    expect(why.fate).toBeUndefined()
  })

  it('takes the losable state to be one where a choice of the controller loses it, and the state before not', async () => {
    const { why, sources, path } = await found('truncate-to-hw', 'CommittedRecordsSurvive')
    const { model } = sources
    const facts = replicated(sources.facts)
    const codec = compileCodec(model.layout)
    if (facts === undefined) throw new Error('the model is drawn')
    const view = facts.view
    const read = (cells: Int32Array) => {
      const working = codec.create()
      working.cells.set(cells)
      return working.state as never
    }
    const namesOneWithout = (cells: Int32Array | undefined): boolean =>
      cells !== undefined &&
      [...successors(model, codec, cells)].some(({ cells: next }) => {
        const leader = view.controllerLeader(read(next))
        return leader >= 0 && view.logEnd(read(next), leader) === 0
      })
    expect(namesOneWithout(path.states[why.fate?.losableAt ?? 0])).toBe(true)
    expect(namesOneWithout(path.states[(why.fate?.losableAt ?? 0) - 1])).toBe(false)
  })
})

describe('slicing', () => {
  it('finds nothing to leave out of a shortest counterexample', async () => {
    for (const protocol of ['truncate-to-hw', 'kip-101'] as const)
      expect((await found(protocol, 'StrongIsr')).why.isCause?.every(Boolean)).toBe(true)
  })

  it('leaves out a step that was added for nothing, wherever it is', async () => {
    const { sources, path } = await found('truncate-to-hw', 'StrongIsr', { records: 1, maxEpoch: 1 })
    const { model, facts } = sources
    let tried = 0
    for (let at = 0; at < path.steps.length; at++) {
      const longer = withIdleStep(model, path, at)
      for (const { path: run, extra } of longer) {
        const trace = traceOf(model, null, { ...propertyOf(model), verdict: 'violated', path: run }) as Trace
        const { isCause } = explain(stageOf(model, trace), replicated(facts), trace, [])
        expect(isCause?.filter((is) => !is).length, `${trace.steps.map((s) => s.action).join(' ')} with ${extra} added`).toBe(1)
        tried++
      }
    }
    expect(tried).toBeGreaterThan(1)
  })
})

describe('prevention', () => {
  it('is the first protocol under which the same steps do no harm', async () => {
    expect((await found('truncate-to-hw', 'CommittedRecordsSurvive')).why.prevention).toMatchObject({
      setting: 'KIP-101 (Kafka 0.11, --protocol kip-101)',
      differs: { step: 9, how: 'b1.log [r0] instead of []' },
    })
    expect((await found('kip-101', 'StrongIsr')).why.prevention?.setting).toBe('KIP-279 (Kafka 2.0, --protocol kip-279)')
    expect((await found('kip-101', 'EpochsMonotoneInLog')).why.prevention?.blocked).toEqual({
      step: 6,
      obstacle: 'it needs this to be true: the leader has started that epoch',
    })
  })

  it('is the setting that allowed it', async () => {
    const { why } = await found('kip-320', 'CommittedRecordsSurvive', { uncleanLeaderElection: true })
    expect(why.prevention).toMatchObject({
      setting: 'unclean.leader.election.enable=false',
      blocked: { step: 6, obstacle: 'there is no such step' },
    })
  })

  it('is the rule that was switched off', async () => {
    const { why } = await found('kip-320', 'OneLeaderPerEpoch', { off: 'an election bumps the leader epoch' })
    expect(why.prevention?.setting).toBe('the rule that was switched off')
  })
})

const replicasOf = (step: StepData | undefined) =>
  step?.picture !== undefined && 'replicas' in step.picture ? step.picture.replicas : []

describe('what a report says of each step', () => {
  it('agrees with the properties and pictures of the states', async () => {
    const { sources, trace } = await found('truncate-to-hw', 'CommittedRecordsSurvive')
    const data = reportData(sources, trace)
    expect(data.steps.length).toBe(12)
    expect(data.steps.map((s) => s.properties[0]?.status)).toEqual([...Array<string>(11).fill('holds'), 'violated'])
    expect(data.steps[11]?.properties[0]?.why).toBe(trace.why)
    expect(data.steps.map((s) => s.part)).toEqual([...Array<string>(8).fill('cause'), 'promise', 'risk', 'cause', 'loss'])
    const [b0, b1] = replicasOf(data.steps[9])
    expect(b0).toMatchObject({ role: 'leader', log: [{ record: 'r0', epoch: 1 }], highWatermark: 1, inIsr: true })
    expect(b1).toMatchObject({ role: 'follower', log: [], highWatermark: 0, inIsr: true })
    expect(replicasOf(data.steps[11]).map((r) => r.role)).toEqual(['stale leader', 'leader'])
    expect(JSON.parse(JSON.stringify(data))).toEqual(data)
  })
})

const propertyOf = (model: Model) => {
  const [property] = model.properties
  if (property === undefined) throw new Error('no property')
  const { name, kind, statement } = property
  return { name, kind, statement }
}

/** Runs of the path with one more step at `at` after which the rest can be taken and the violation is still the first, at the end. */
function withIdleStep(model: Model, path: Path, at: number): { readonly path: Path; readonly extra: string }[] {
  const codec = compileCodec(model.layout)
  const start = path.states[at] ?? initialStates(model, codec)[0]
  if (start === undefined) return []
  return [...successors(model, codec, start)].flatMap(({ step, cells }) => {
    const states = [...path.states.slice(0, at + 1), cells]
    const property = model.properties[0]
    for (const rest of path.steps.slice(at)) {
      const last = states.at(-1) ?? cells
      const enabled = [...successors(model, codec, last)].some(
        (s) => s.step.action === rest.action && s.step.params.join() === rest.params.join(),
      )
      if (!enabled) return []
      states.push(takeStep(model, codec, last, rest))
    }
    const holds = (c: Int32Array): boolean => {
      const working = codec.create()
      working.cells.set(c)
      return property?.kind === 'state' && property.holds(working.state)
    }
    if (states.slice(0, -1).some((c) => !holds(c)) || holds(states.at(-1) ?? cells)) return []
    const steps = [...path.steps.slice(0, at), step, ...path.steps.slice(at)]
    return [{ path: { states, steps }, extra: model.actions[step.action]?.name ?? '' }]
  })
}
