import type { Node } from 'yaml'
import type { Setting } from './node-settings.ts'
import { isScalar, scalarText, type YamlFile } from './yaml-tree.ts'

/** The scalars of a map by the keys that lead to them, joined by dots; sequences and what has no value are left out. */
export const flat = (file: YamlFile, node: Node | undefined): Setting[] =>
  flatWithEmpty(file, node).filter(({ isEmpty }) => isEmpty !== true)

/** The same, with the keys that have no value: theirs is empty. */
export function flatWithEmpty(file: YamlFile, node: Node | undefined, path = ''): (Setting & { readonly isEmpty?: true })[] {
  const members = file.members(node)
  if (members !== undefined)
    return [...members].flatMap(([key, { key: name, value }]) =>
      flatWithEmpty(file, value ?? name, path === '' ? key : `${path}.${key}`).map((setting) =>
        value === undefined ? { ...setting, value: '', isEmpty: true } : setting,
      ),
    )
  // Profiles and files may be in a list.
  const items = /^spring\.(?:profiles|config)(?:\.|$)/.test(path) ? file.items(node)?.map((item) => file.target(item)) : undefined
  const [first] = items ?? []
  if (items !== undefined && first !== undefined)
    return [
      { key: path, value: items.map((item) => (isScalar(item) ? scalarText(item) : '?')).join(), offset: file.offset(first) },
    ]
  const target = file.target(node)
  if (!isScalar(target)) return []
  const offset = file.offset(target)
  return target.value === null
    ? [{ key: path, value: '', offset, isEmpty: true }]
    : [{ key: path, value: scalarText(target), offset }]
}

/** Every scalar below a node, also in sequences; undefined values are none. */
export function scalars(file: YamlFile, node: Node | undefined): { readonly value: string; readonly node: Node }[] {
  const inner = file.items(node) ?? [...(file.members(node) ?? new Map<string, never>()).values()].map(({ value }) => value)
  const target = file.target(node)
  if (isScalar(target)) return target.value === null ? [] : [{ value: scalarText(target), node: target }]
  return inner.flatMap((one) => scalars(file, one))
}
