/** The reports of a validation, for a reader in a clone of the repository. */
import { programOf } from '../../../reports/program.ts'
import { annotations as annotationsFor } from '../../../reports/validation/github.ts'
import { validationJson as jsonFor } from '../../../reports/validation/json.ts'
import { type JunitOptions, validationJunit as junitFor } from '../../../reports/validation/junit.ts'
import { validationMarkdown as markdownFor } from '../../../reports/validation/markdown.ts'
import type { Places } from '../../../reports/validation/paths.ts'
import { validationSarif as sarifFor } from '../../../reports/validation/sarif.ts'
import type { Validation } from '../../../guarantees/result.ts'

export const PROGRAM = programOf('1.2.3', 'npm script')

export const annotations = (validation: Validation, places?: Places): string => annotationsFor(validation, PROGRAM, places)
export const validationJson = (validation: Validation): object => jsonFor(validation, PROGRAM)
export const validationJunit = (validation: Validation, options?: JunitOptions): string => junitFor(validation, PROGRAM, options)
export const validationMarkdown = (validation: Validation, longest?: number): string => markdownFor(validation, PROGRAM, longest)
export const validationSarif = (validation: Validation, places?: Places): ReturnType<typeof sarifFor> =>
  sarifFor(validation, PROGRAM, places)
