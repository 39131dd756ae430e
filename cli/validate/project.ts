/** Files of `validate` that are no configurations: `tidemark.yaml` in the current folder, and a baseline. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Baseline, readBaseline } from '../../guarantees/baseline.ts'
import { type ProjectFile, readProjectFile } from '../../guarantees/project-file.ts'
import type { Validation } from '../../guarantees/result.ts'
import { readNamed } from '../../machine/named-files.ts'
import type { Flag } from '../../questions/flags/flag.ts'
import type { Terminal } from '../terminal.ts'
import { asUserError } from './files.ts'

const FILE = 'tidemark.yaml'

/** The project's file, where there is one. @throws UserError TM-401, TM-402. */
export const projectOf = (flags: readonly Flag[], terminal: Terminal): Promise<ProjectFile | undefined> =>
  existsSync(resolve(terminal.cwd, FILE))
    ? readFrom(FILE, 2 ** 20, terminal, (text) => readProjectFile(FILE, text, flags))
    : Promise.resolve(undefined)

/** @throws UserError TM-401, TM-402; FlagError when it is of other bounds. */
export const baselineAt = (
  file: string | undefined,
  level: Validation['level'],
  terminal: Terminal,
): Promise<Baseline | undefined> =>
  file === undefined ? Promise.resolve(undefined) : readFrom(file, 2 ** 28, terminal, (text) => readBaseline(file, text, level))

async function readFrom<T>(file: string, most: number, terminal: Terminal, read: (text: string) => T): Promise<T> {
  const text = await readNamed(file, most, terminal)
  try {
    return read(text)
  } catch (error) {
    throw asUserError(error)
  }
}
