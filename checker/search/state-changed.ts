/** A guard, a property, or an effect has written to the state that is being expanded. */
export class StateChanged extends Error {
  override name = 'StateChanged'

  constructor() {
    super('a guard or a property writes to the state, which may only be read')
  }
}
