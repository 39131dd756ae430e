/** `--defects`, of every command that asks the code of a release beside the protocol as designed. */
import { Option } from 'commander'
import { DEFECT_IDS, type DefectId } from '../model/kraft/defects.ts'
import { oneOf } from './flags.ts'

export const defectsOption = (): Option =>
  new Option(
    '--defects <ids>',
    `known defects of the release that its code is searched with, beside the protocol as designed: all, none, or among ${DEFECT_IDS.join(', ')} (default: all)`,
  ).argParser(defectsNamed)

/** `all`, `none`, or ids separated by commas. */
function defectsNamed(text: string): 'all' | readonly DefectId[] {
  if (text === 'all') return 'all'
  return text === 'none' ? [] : text.split(',').map((id) => oneOf(DEFECT_IDS)(id.trim()))
}
