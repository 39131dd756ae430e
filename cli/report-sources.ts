/** What a model's traces are drawn and explained with: its picture, and the same model with one setting changed. */
import type { Model } from '../checker/model.ts'
import type { PictureFacts } from '../model/picture-facts.ts'
import { zookeeperPicture } from '../model/zookeeper/picture.ts'
import { zookeeperRemedies } from '../model/zookeeper/remedies.ts'
import type { ReportSources } from '../traces/index.ts'
import { asSpec, build } from './models.ts'

/**
 * Builds them from a spec, which may come from a file.
 * @throws OptionError, LayoutError when the spec is not one, or is out of range.
 */
export function reportSources(args: unknown, model: Model = build(args)): ReportSources<unknown> {
  const { options, properties, off } = asSpec(args)
  const whole = off === undefined ? options : { ...options, off }
  return {
    model,
    facts: zookeeperPicture(whole) as PictureFacts<unknown>,
    alternatives: zookeeperRemedies(whole).map(({ setting, effect, options: { off: stillOff, ...other } }) => ({
      setting,
      effect,
      model: build({ model: 'zookeeper', options: other, properties, ...(stillOff !== undefined && { off: stillOff }) }),
    })),
  }
}
