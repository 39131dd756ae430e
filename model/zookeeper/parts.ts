import type { Members } from '../../checker/model.ts'
import type { Rules } from './rules.ts'
import type { Bounds, Logs } from './state.ts'
import type { SwitchName } from './switches.ts'

/** What the actions of one model are built from. */
export interface Parts {
  readonly bounds: Bounds
  readonly replicas: Members
  /** LeaderAndIsr requests are named by their leader epoch. */
  readonly epochs: Members
  readonly logs: Logs
  readonly rules: Rules
  /** Whether a rule inside an effect is in force. */
  readonly on: (name: SwitchName) => boolean
}
