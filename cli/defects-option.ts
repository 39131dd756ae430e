/** `--defects`, of every command that asks the code of a release beside the protocol as designed. */
import { Option } from 'commander'
import { oneOf } from './flags.ts'

/** @param ids the defects that can be named. */
export const defectsOption = (ids: readonly string[]): Option =>
  new Option(
    '--defects <ids>',
    `known defects of the release that its code is searched with, beside the protocol as designed: all, none, or among ${ids.join(', ')} (default: all)`,
  ).argParser((text): 'all' | readonly string[] => {
    if (text === 'all') return 'all'
    return text === 'none' ? [] : text.split(',').map((id) => oneOf(ids)(id.trim()))
  })
