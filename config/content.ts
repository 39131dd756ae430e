import type { Content } from './document.ts'

/** What several parts of one file say, in their order. */
export const joinedContent = (parts: readonly Content[]): Content => ({
  entries: parts.flatMap(({ entries }) => entries),
  topics: parts.flatMap(({ topics }) => topics),
  clients: parts.flatMap(({ clients = [] }) => clients),
  versions: parts.flatMap(({ versions = [] }) => versions),
  brokers: parts.flatMap(({ brokers = [] }) => brokers),
  hasControllers: parts.some(({ hasControllers }) => hasControllers === true),
  marks: parts.flatMap(({ marks = [] }) => marks),
  racks: parts.flatMap(({ racks = [] }) => racks),
  evidence: parts.flatMap(({ evidence = [] }) => evidence),
  unread: parts.flatMap(({ unread = [] }) => unread),
  complete: false,
  notices: parts.flatMap(({ notices }) => notices),
})
