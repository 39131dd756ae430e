/** Which files are modules, and where they are. */
import { existsSync, statSync } from 'node:fs'
import { extname, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UserError } from './errors.ts'
import { ExitCode } from './exit-codes.ts'
import { noSuchFile } from './read-file.ts'

/** How the name of a module ends. */
export const MODULES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']

/** Whether a file is a module, by its name. */
export const isModule = (file: string): boolean => MODULES.includes(extname(file))

/** A module that a user has named: where it is, and as traces name it, relative to the folder of the user. */
export interface ModuleFile {
  readonly href: string
  readonly shown: string
}

/** @throws UserError TM-501 when there is no such file. */
export function moduleAt(file: string, cwd: string): ModuleFile {
  const path = resolve(cwd, file)
  if (!existsSync(path) || !statSync(path).isFile())
    throw new UserError('TM-501', `${file}: ${noSuchFile(path)}`, ExitCode.unreadableInput)
  return { href: pathToFileURL(path).href, shown: relative(cwd, path).split(sep).join('/') }
}
