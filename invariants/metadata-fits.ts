import type { StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** Not a promise of Kafka but of the model: were it false, a bound would have cut behaviours off and other verdicts be incomplete. */
export function metadataFits<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    isBound: true,
    name: 'MetadataFits',
    statement: 'The bound on the metadata log is never reached.',
    holds: (s) => !view.metadataFull(s),
    why: () => 'the metadata log is full: the controller could decide more than the model has room for',
  }
}
