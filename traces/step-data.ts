import { type Codec, compileCodec } from '../checker/state/codec.ts'
import type { Model, Reading } from '../checker/model.ts'
import { describeStep, stateFrom, type Step } from '../checker/state/successors.ts'
import { viewerOf } from '../checker/state/view.ts'
import type { AnyPicture } from '../model/drawing.ts'
import { diffStates } from './diff.ts'
import { evidenceAt } from './evidence.ts'
import type { PropertyStatus, StepData } from './report-types.ts'
import { pictureOf, sceneOf, summaryOf } from './picture.ts'
import { traceStep } from './trace.ts'
import { listOf } from '../text/counted.ts'
import { describeChange, describeState } from './words.ts'

/** A step of a run: the state it led to and, but for the initial state, where it was taken and which it was. */
export interface TakenStep {
  readonly number: number
  readonly cells: Int32Array
  readonly from: { readonly cells: Int32Array; readonly step: Step } | undefined
}

/**
 * Draws steps of a model one at a time, as plain JSON; without `facts` in words. What is worked out once per model is worked out here.
 */
export function stepDrawer<S>(model: Model<S>, facts: AnyPicture<S> | undefined): (taken: TakenStep) => StepData {
  const [codec, viewer] = [compileCodec(model.layout), viewerOf(model.layout)]
  const read = (cells: Int32Array) => stateFrom(codec, cells) as Reading<S>
  return ({ number, cells, from }) => {
    const shown: Pick<StepData, 'number' | 'state' | 'picture' | 'properties'> = {
      number,
      ...(facts === undefined ? { state: describeState(viewer.view(cells)) } : { picture: pictureOf(facts, read(cells)) }),
      properties: statusesAt(model, codec, from?.cells, cells),
    }
    if (from === undefined)
      return {
        ...shown,
        label: 'Init',
        action: 'Init',
        params: [],
        summary: beginning(shown.picture),
        doc: '',
        messages: [],
        changes: [],
      }
    const { action, params } = traceStep(model, from.step)
    return {
      ...shown,
      ...(facts === undefined
        ? { summary: summaryOf(model, from.step), messages: [] }
        : sceneOf(model, facts, read(from.cells), read(cells), from.step)),
      label: describeStep(model, from.step),
      action,
      params,
      doc: model.actions[from.step.action]?.doc ?? '',
      changes: diffStates(viewer.view(from.cells), viewer.view(cells)).map((change) => describeChange(change)),
    }
  }
}

/** What is told of an initial state that has nothing special. */
export const INITIAL = 'the initial state'

/** Of a partition that was found in trouble who does not run when it begins. */
function beginning(picture: StepData['picture']): string {
  if (picture === undefined || 'lanes' in picture) return INITIAL
  const down = picture.replicas.filter(({ role }) => role === 'down')
  if (down.length === 0) return INITIAL
  const said = down.map(({ id, inIsr }) => (inIsr ? id : `${id}, which is out of the ISR,`))
  return `${INITIAL}, in which ${listOf(said)} ${down.length === 1 ? 'is' : 'are'} down already`
}

/** What a state, and the step to it from `before`, say about every property of the model. */
export function statusesAt<S>(
  model: Model<S>,
  codec: Codec<S>,
  before: Int32Array | undefined,
  cells: Int32Array,
): PropertyStatus[] {
  const read = (from: Int32Array) => stateFrom(codec, from) as Reading<S>
  return model.properties.map((property): PropertyStatus => {
    const { name, kind } = property
    const evidence = evidenceAt(model, codec, property, before, cells)
    if (evidence.kind === 'threw') return { name, status: 'unknown', why: evidence.message }
    const isShown = evidence.kind === 'shown'
    if (kind === 'witness') return { name, status: isShown ? 'reached' : 'not reached' }
    if (!isShown) return { name, status: 'holds' }
    const why = kind === 'step' ? before && property.why?.(read(before), read(cells)) : property.why?.(read(cells), undefined)
    return { name, status: 'violated', ...(why !== undefined && { why }) }
  })
}
