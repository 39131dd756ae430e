import type { StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** Not a promise of Kafka but of the model: were it false, a bound would have cut behaviours off and other verdicts be incomplete. */
export function metadataFits<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    isBound: true,
    name: 'MetadataFits',
    statement: 'The bounds on the metadata log and on leader epochs are never reached.',
    holds: (s) => !view.metadataFull(s),
    why: () => 'the controller could decide more than the model has room for',
  }
}
