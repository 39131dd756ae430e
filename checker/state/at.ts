/**
 * The element of an array at an index that must be inside it. In hot loops this costs what reading does: the engine checks the
 * bounds anyway.
 * @throws RangeError when it is not, which is a fault of this program.
 */
export function at(array: Int32Array | Uint8Array | Float64Array, index: number): number {
  const value = array[index]
  if (value === undefined) throw new RangeError(`index ${index} of ${array.length}`)
  return value
}

/** The same of an array of words: what the engine has seen read one kind of array alone it reads twice as fast. @throws RangeError as {@link at} does. */
export function wordAt(array: Int32Array, index: number): number {
  const value = array[index]
  if (value === undefined) throw new RangeError(`index ${index} of ${array.length}`)
  return value
}
