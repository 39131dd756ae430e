/** A part of many questions, for runs on several machines that share them. */
export interface Share {
  /** From 1 to {@link of}. */
  readonly index: number
  readonly of: number
}

/** Of a list, every so many-th. All shares together have each item once. */
export const shareOf = <T>(items: readonly T[], share: Share | undefined): readonly T[] =>
  share === undefined ? items : items.filter((_, i) => i % share.of === share.index - 1)

/** Whether a question is of a share, by the hash that names it. */
export const isOfShare = (hash: string, { index, of }: Share): boolean => Number.parseInt(hash.slice(0, 8), 16) % of === index - 1

/** `2/3`. */
export const shareText = ({ index, of }: Share): string => `${index}/${of}`
