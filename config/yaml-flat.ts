import type { Node } from 'yaml'
import type { Setting } from './node-settings.ts'
import { isScalar, scalarText, type YamlFile } from './yaml-tree.ts'

/** The scalars of a map by the keys that lead to them, joined by dots; sequences are left out. */
export function flat(file: YamlFile, node: Node | undefined, path = ''): Setting[] {
  const members = file.members(node)
  if (members !== undefined)
    return [...members].flatMap(([key, { value }]) => flat(file, value, path === '' ? key : `${path}.${key}`))
  const target = file.target(node)
  if (!isScalar(target) || target.value === null) return []
  return [{ key: path, value: scalarText(target), offset: file.offset(target) }]
}

/** Every scalar below a node, also in sequences; undefined values are none. */
export function scalars(file: YamlFile, node: Node | undefined): { readonly value: string; readonly node: Node }[] {
  const inner = file.items(node) ?? [...(file.members(node) ?? new Map<string, never>()).values()].map(({ value }) => value)
  const target = file.target(node)
  if (isScalar(target)) return target.value === null ? [] : [{ value: scalarText(target), node: target }]
  return inner.flatMap((one) => scalars(file, one))
}
