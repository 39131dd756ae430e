/** What is noted while states are judged and expanded: of each property the least finding, and the least failure, so that who found what first cannot matter. */
import { comparePacked } from '../state/codec.ts'
import { PropertyFailure } from './expand.ts'
import type { Failure, Finding } from './lane-messages.ts'
import { StateChanged } from './state-changed.ts'

export class Noted {
  private readonly found = new Map<string, Finding>()
  private failed: Failure | undefined

  get findings(): Finding[] {
    return [...this.found.values()]
  }

  get failure(): Failure | undefined {
    return this.failed
  }

  /** Keeps `key` when it comes before what is known of a property. */
  note(kind: Finding['kind'], property: number, key: Int32Array): void {
    const name = `${kind} ${property}`
    const known = this.found.get(name)
    if (known === undefined || comparePacked(key, 0, known.key, 0, key.length) < 0) this.found.set(name, { kind, property, key })
  }

  /** The same of each property whose bit is set. */
  noteBits(kind: Finding['kind'], bits: number, key: Int32Array): void {
    for (let i = 0; i < 31; i++) if ((bits & (1 << i)) !== 0) this.note(kind, i, key)
  }

  /** Keeps a failure when its state comes before that of another. */
  fail(failure: Failure): void {
    const { key } = failure
    if (this.failed === undefined || comparePacked(this.failed.key, 0, key, 0, key.length) > 0) this.failed = failure
  }

  /** The same of what was thrown while the state `key` was judged or expanded, by `action` unless it was a property. */
  failWith(error: unknown, key: Int32Array, action: string): void {
    const kind = error instanceof PropertyFailure ? 'property' : 'action'
    const where = error instanceof StateChanged ? '' : kind === 'property' ? 'a property' : action
    this.fail({ kind, where, message: error instanceof Error ? error.message : String(error), key })
  }
}
