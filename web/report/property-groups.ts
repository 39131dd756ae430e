import type { PropertyGroup } from '../../traces/report-types.ts'

/** What the groups are called, and what is in them, in the order of pages. */
export const GROUP_TITLES: Readonly<Record<PropertyGroup, { readonly title: string; readonly help: string }>> = {
  promise: { title: 'Promises', help: 'What producers, consumers and operators may count on.' },
  structure: { title: 'Structure', help: 'What the protocol keeps in order so as to keep its promises.' },
  diagnostic: { title: 'Diagnostics', help: 'Questions about how it goes, and limits of the model.' },
  witness: { title: 'Witnesses', help: 'What should be reachable; that it is reached is no fault.' },
}

const ORDER = Object.keys(GROUP_TITLES) as readonly PropertyGroup[]

/** Items by group in the order of pages, without the groups that are empty. */
export const byGroup = <T extends { readonly group: PropertyGroup }>(
  items: readonly T[],
): { readonly group: PropertyGroup; readonly items: readonly T[] }[] =>
  ORDER.map((group) => ({ group, items: items.filter((item) => item.group === group) })).filter(({ items: of }) => of.length > 0)
