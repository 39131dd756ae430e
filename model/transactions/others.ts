/** Producers with other ids, as far as readers of the first partition have to wait for them: each writes one record and may abort. */
import { type Action, action, bound, given, members } from '../../checker/model.ts'
import type { Parts } from './parts.ts'
import { OTHER_ABORT, OTHER_DATA, type State } from './state.ts'

export function otherActions({ w, logs }: Parts): Action<State>[] {
  const { options } = w
  if (options.others === 0) return []
  const others = members('other producer', ['B', 'C'].slice(0, options.others))
  const room = bound((s: Parameters<typeof logs.isOpen>[0]) => s.log.length[0] < w.logSize)
  return [
    action<State>()('OtherProduces', 'Another producer writes the record of its transaction.', [['producer', others]], {
      guards: { 'it has not written': given((s, i) => logs.writtenBy(s, i) === 0), 'the log has room': room },
      apply: (draft, i) => logs.appendOther(draft, OTHER_DATA + 2 * i),
    }),
    action<State>()(
      'OtherAborts',
      'The transaction of another producer is aborted; its marker is written.',
      [['producer', others]],
      {
        guards: { 'its transaction is open': given((s, i) => logs.writtenBy(s, i) === 1), 'the log has room': room },
        apply: (draft, i) => logs.appendOther(draft, OTHER_ABORT + 2 * i),
      },
    ),
  ]
}
