/** `tidemark.yaml` in the current folder: what it says is said before the words of the command line, which stand above it. */
import { resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { type Baseline, readBaseline } from '../../guarantees/baseline.ts'
import { type Excused, type Excusing, withExcuses } from '../../guarantees/excuses.ts'
import { type ProjectFile, readProjectFile } from '../../guarantees/project-file.ts'
import type { Validation } from '../../guarantees/result.ts'
import { UserError } from '../../machine/errors.ts'
import { ExitCode } from '../../machine/exit-codes.ts'
import { readNamed } from '../../machine/named-files.ts'
import type { Flag } from '../../questions/flags/flag.ts'
import { FlagError } from '../../text/flag-error.ts'
import type { Terminal } from '../terminal.ts'
import { asUserError } from './files.ts'

const FILE = 'tidemark.yaml'
const MOST_BYTES = 2 ** 20
const MOST_BASELINE = 2 ** 28

/** The file, where there is one and it is wanted. @throws UserError TM-401, TM-402. */
export async function projectOf(flags: readonly Flag[], terminal: Terminal): Promise<ProjectFile | undefined> {
  if (!existsSync(resolve(terminal.cwd, FILE))) return undefined
  const text = await readNamed(FILE, MOST_BYTES, terminal)
  try {
    return readProjectFile(FILE, text, flags)
  } catch (error) {
    throw asUserError(error)
  }
}

/** @throws UserError TM-401, TM-402; FlagError when it is of other bounds. */
export async function baselineAt(
  file: string | undefined,
  level: Validation['level'],
  terminal: Terminal,
): Promise<Baseline | undefined> {
  if (file === undefined) return undefined
  const found = readBaseline(file, await readNamed(file, MOST_BASELINE, terminal))
  if (found === undefined)
    throw new UserError(
      'TM-402',
      `${file}: it is no baseline: --write-baseline and validate --json write one`,
      ExitCode.unreadableInput,
    )
  if (found.level !== level) throw new FlagError(`--baseline ${file} is of --${found.level}, and this run of --${level}`)
  return found
}

/** The result with what is accepted, and who says so. */
export function accepted(validation: Validation, project: ProjectFile | undefined, baseline: Baseline | undefined): Validation {
  const excusing: Excusing = { rules: project?.rules ?? [], baseline, today: new Date().toISOString().slice(0, 10) }
  const { validation: found, expired, unused }: Excused = withExcuses(validation, excusing)
  return {
    ...found,
    ...(project !== undefined && { project: { file: project.file, flags: project.words, expired, unused } }),
    ...(baseline !== undefined && { baseline: baseline.file }),
  }
}
