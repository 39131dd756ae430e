/** A quorum of controllers in closed form, held against every set of voters that may be gone. */
import { describe, expect, it } from 'vitest'
import { quorumNotices, quorumPromises, quorumText, rackOfMajority } from '../../config/quorum.ts'

/** Any two sets of voters that could each decide have a voter in common: what a quorum is for. */
const decides = (voters: number, left: number): boolean => {
  const all = Array.from({ length: 2 ** voters }, (_, set) => set)
  const size = (set: number) => set.toString(2).replaceAll('0', '').length
  return all.filter((set) => size(set) === left).every((a) => all.filter((set) => size(set) === left).every((b) => (a & b) !== 0))
}

describe('a quorum of controllers', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('of %d: the fewest that can decide, of all sets', (voters) => {
    const fewest = Array.from({ length: voters }, (_, i) => i + 1).find((left) => decides(voters, left))
    expect(quorumPromises(voters)).toEqual({ majority: fewest, mayGo: voters - (fewest ?? 0) })
  })

  it('in words', () => {
    expect(quorumText(1)).toMatch(/^1 controller votes: with one of them gone nobody is elected/)
    expect(quorumText(3)).toBe(
      '3 controllers vote: 1 may be gone; with one more nobody is elected, no ISR changes and no broker registers, and acks=all is taken until a member of the ISR fails',
    )
  })

  it.each([
    [['a', 'b', 'c'], undefined],
    [['a', 'b', 'a'], 'a'],
    [['a', 'a', 'b', 'b'], 'a'],
    [['a', 'b', 'b', 'c', 'c'], undefined],
    [['a', undefined, 'a'], undefined],
  ])('whose voters stand in %j needs rack %s', (racks, rack) => expect(rackOfMajority(racks)).toBe(rack))

  it('tells of the rack that takes the majority with it', () => {
    const place = { file: 'x', line: 0, column: 0 }
    const brokers = [
      { id: 1, rack: 'a' },
      { id: 2, rack: 'a' },
      { id: 3, rack: 'b' },
    ]
    const told = (voters: readonly number[]) => quorumNotices(place, { brokers, quorum: { voters } }).map((n) => n.message)
    expect(told([1, 2, 3])).toEqual([
      quorumText(3),
      'without a the controllers that are left are no majority: nothing is decided',
    ])
    expect(told([101, 102, 103])).toEqual([quorumText(3)])
    expect(quorumNotices(place, { brokers })).toEqual([])
  })
})
