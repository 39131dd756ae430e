/** Bounds and verdicts that claims about transactions have in common. */

export const none = { late: 0, timeouts: 0, moves: 0 } as const
const noLoss = { data: 0, offsets: 0, coordinator: 0 } as const
export const dataLoss = { ...none, losses: { ...noLoss, data: 1 } } as const
export const coordinatorLoss = { ...none, losses: { ...noLoss, coordinator: 1 } } as const
/** A copy of a request that arrives late, a timeout and a change of the coordinator. */
export const disorder = { late: 1, timeouts: 1, moves: 1 } as const
export const lateOf = (kind: 'produce' | 'end-txn' | 'marker') => ({ ...none, late: 1, lateKinds: [kind] }) as const

export const model = { model: 'transactions' } as const
export const holds = { verdict: 'holds' } as const
export const violated = (steps: number) => ({ verdict: 'violated', steps }) as const
export const reached = (steps: number) => ({ verdict: 'reached', steps }) as const
