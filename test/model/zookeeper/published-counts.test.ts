import { expect, it } from 'vitest'
import { referenceCheck } from '../../../checker/reference.ts'
import { propertiesOf } from '../../../invariants/index.ts'
import { zookeeper } from '../../../model/zookeeper/index.ts'
import { options } from './walk.ts'

/** Counted by TLC over the published modules: distinct states, depth, shortest violations of WeakIsr and StrongIsr. */
it.each([
  ['truncate-to-hw', 1, 2149, 14, 8, 9],
  ['kip-101', 1, 1995, 13, undefined, undefined],
  ['kip-279', 1, 1995, 13, undefined, undefined],
  ['kip-320-first-try', 1, 1895, 13, undefined, undefined],
  ['kip-320', 1, 1365, 13, undefined, undefined],
  ['truncate-to-hw', 2, 10131, 19, 8, 9],
  ['kip-101', 2, 9045, 17, 11, 11],
  ['kip-279', 2, 9027, 17, undefined, undefined],
  ['kip-320-first-try', 2, 8429, 17, undefined, undefined],
  ['kip-320', 2, 5973, 17, undefined, undefined],
] as const)(
  '%s with 2 replicas and log %i has %i states',
  { timeout: 60_000 },
  (protocol, size, distinct, depth, weak, strong) => {
    const model = zookeeper(options(protocol, { logSize: size, records: size }), (view) =>
      propertiesOf(['WeakIsr', 'StrongIsr'], view),
    )
    const result = referenceCheck(model)
    expect({
      distinct: result.distinct,
      depth: result.depth,
      weak: result.steps.get('WeakIsr'),
      strong: result.steps.get('StrongIsr'),
    }).toEqual({ distinct, depth, weak, strong })
  },
)
