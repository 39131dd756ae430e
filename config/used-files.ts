import type { Document } from './document.ts'

/** Files that others are made of. Of two that use each other neither is: somebody is to read what they say. */
export function usedFiles(documents: readonly Document[]): ReadonlySet<string> {
  const of = new Map(documents.map(({ file, uses = [] }) => [file, new Set(uses)]))
  return new Set(documents.flatMap(({ file, uses = [] }) => uses.filter((used) => of.get(used)?.has(file) !== true)))
}
