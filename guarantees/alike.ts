import type { Resolved } from './configuration.ts'
import type { Side } from './result.ts'
import type { Case } from './validate.ts'

/** What is said of a side beside its values. */
class Said {
  private readonly first: Resolved
  private readonly notes = new Set<string>()
  private readonly warnings = new Set<string>()
  private readonly unknown = new Map<string, Side['unknown'][number]>()
  private readonly unread = new Map<string, Side['unread'][number]>()
  private ignored = 0

  constructor(first: Resolved) {
    this.first = first
  }

  add({ side }: Resolved): void {
    for (const note of side.notes) this.notes.add(note)
    for (const warning of side.warnings) this.warnings.add(warning)
    for (const found of side.unknown) this.unknown.set(JSON.stringify([found.key, found.place]), found)
    for (const one of side.unread) this.unread.set(JSON.stringify(one), one)
    this.ignored = Math.max(this.ignored, side.ignored)
  }

  resolved(): Resolved {
    const { notes, warnings, unknown, unread, ignored } = this
    const said = {
      notes: [...notes],
      warnings: [...warnings],
      unknown: [...unknown.values()],
      unread: [...unread.values()],
      ignored,
    }
    return { ...this.first, side: { ...this.first.side, ...said } }
  }
}

interface Group {
  readonly first: Case
  readonly topics: string[]
  readonly base: Said | undefined
  readonly head: Said
}

/**
 * Topics with equal configurations, before and after, are one case, and only the first of them is kept. What is to be said of one is
 * said of all: a key that Kafka does not know changes no configuration.
 */
export class Alike {
  private readonly groups = new Map<string, Group>()

  add(one: Case): void {
    const key = JSON.stringify([one.base?.configuration, one.head.configuration, one.assuming])
    const group = this.groups.get(key) ?? groupOf(one)
    this.groups.set(key, group)
    for (const topic of one.topics) group.topics.push(topic)
    group.head.add(one.head)
    if (one.base !== undefined) group.base?.add(one.base)
  }

  /** In the order of their first topics. */
  cases(): Case[] {
    return [...this.groups.values()].map(({ first, topics, base, head }) => ({
      ...first,
      topics,
      head: head.resolved(),
      ...(base !== undefined && { base: base.resolved() }),
    }))
  }
}

const groupOf = (first: Case): Group => ({
  first,
  topics: [],
  base: first.base === undefined ? undefined : new Said(first.base),
  head: new Said(first.head),
})
