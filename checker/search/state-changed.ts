/** A guard, a property, or an effect has written to the state that is being expanded. */
export class StateChanged extends Error {
  override name = 'StateChanged'
}

/** @throws StateChanged */
export function refuseChanged(before: Int32Array, after: Int32Array): void {
  for (let i = 0; i < before.length; i++)
    if (before[i] !== after[i]) throw new StateChanged('a guard or a property writes to the state, which may only be read')
}
