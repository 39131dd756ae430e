/** What a model's traces are drawn and explained with: its picture, and the same model with one setting changed. */
import { LayoutError } from '../checker/fields.ts'
import type { Model } from '../checker/model.ts'
import { LOST } from '../explain/following.ts'
import { PROPERTY_NAMES, propertiesOf } from '../invariants/index.ts'
import { GROUPS } from '../invariants/groups.ts'
import { TRANSACTION_GROUPS } from '../invariants/transactions/catalogue.ts'
import { kraftProperties } from '../invariants/kraft-catalogue.ts'
import { kraft, type SwitchName } from '../model/kraft/index.ts'
import { kraftPicture } from '../model/kraft/picture.ts'
import { kraftRemedies } from '../model/kraft/remedies.ts'
import { switchedOff } from '../model/kraft/switches.ts'
import { OptionError } from '../model/option-error.ts'
import type { Drawing } from '../model/drawing.ts'
import type { PictureFacts } from '../model/picture-facts.ts'
import type { Remedy } from '../model/remedy.ts'
import { transactionsPicture } from '../model/transactions/picture.ts'
import { zookeeper } from '../model/zookeeper/index.ts'
import { zookeeperPicture } from '../model/zookeeper/picture.ts'
import { zookeeperRemedies } from '../model/zookeeper/remedies.ts'
import type { Alternative, ReportSources } from '../traces/index.ts'
import { originOf } from './trace-origin.ts'
import { asNames, asObject, build, KRAFT_PROPERTY_NAMES, kraftOptions, transactionsOptions, zookeeperOptions } from './spec.ts'
import { isOwn } from './own-spec.ts'

/**
 * Builds them from a spec, which may come from a file; `model` is the model of that spec when it is built already.
 * @throws OptionError, LayoutError when the spec is not one, or is out of range.
 */
export function reportSources(args: unknown, model: Model = build(args)): ReportSources<unknown> {
  const spec = asObject('spec', args)
  if (isOwn(spec)) return { model, alternatives: [], originOf: (property) => originOf(spec, property) }
  const off = spec['off']
  if (spec['model'] === 'transactions')
    return {
      model,
      facts: transactionsPicture(transactionsOptions(spec['from'])) as Drawing<unknown>,
      alternatives: [],
      groups: TRANSACTION_GROUPS,
      originOf: (property) => originOf(spec, property),
    }
  if (spec['model'] === 'zookeeper') {
    const properties = asNames(spec['properties'], PROPERTY_NAMES)
    const given = zookeeperOptions(spec)
    const options = typeof off === 'string' ? { ...given, off } : given
    return {
      model,
      facts: zookeeperPicture(options) as PictureFacts<unknown>,
      alternatives: alternatives(
        zookeeperRemedies(options),
        (other) => zookeeper(other, (view) => propertiesOf(properties, view)) as Model,
      ),
      groups: GROUPS,
      originOf: (property) => originOf(spec, property),
    }
  }
  const properties = asNames(spec['properties'], KRAFT_PROPERTY_NAMES)
  const options = kraftOptions(spec['from'], properties)
  const without = typeof off === 'string' ? (off as SwitchName) : undefined
  const running = without === undefined ? options : { ...options, switches: switchedOff(options.switches, without) }
  return {
    model,
    facts: kraftPicture(running) as PictureFacts<unknown>,
    alternatives: alternatives(
      kraftRemedies(without === undefined ? options : { ...options, off: without }),
      (other) => kraft(other, (view) => kraftProperties(view, properties)) as Model,
    ),
    groups: GROUPS,
    harms: [LOST],
    originOf: (property) => originOf(spec, property),
  }
}

/** The models of remedies; one that cannot be built within these bounds is left out. */
function alternatives<O>(remedies: readonly Remedy<O>[], modelOf: (options: O) => Model): Alternative[] {
  return remedies.flatMap(({ setting, effect, avoid, options }) => {
    try {
      return [{ setting, effect, avoid, model: modelOf(options) }]
    } catch (error) {
      if (error instanceof OptionError || error instanceof LayoutError) return []
      throw error
    }
  })
}
