/** A setting or protocol rule that guards against a kind of loss: other options for the same model. */
export interface Remedy<O> {
  /** What an operator would set, or the version to run: `--protocol kip-101 (Kafka 0.11)`. */
  readonly setting: string
  /** What it does, as a clause. */
  readonly effect: string
  readonly options: O
  /** What an operator does instead, where no release has it: `setting` is what to stay clear of then. */
  readonly avoid?: string
}
