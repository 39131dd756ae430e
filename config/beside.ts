/** Files of variables that stand beside another file, as Compose reads them for it. */
import { folderOf } from './folder.ts'

const baseOf = (file: string): string => file.slice(folderOf(file).length).replace(/^[/\\]/, '')

/** Of these files, those of variables in the folder of one that is YAML, each with its name there. */
export function envFilesBeside(file: string, files: readonly string[]): { readonly name: string; readonly file: string }[] {
  if (!/\.ya?ml$/i.test(file)) return []
  return [...new Set(files)]
    .filter((other) => folderOf(other) === folderOf(file) && /^\.env(?:\.[\w.-]+)?$|\.env$/.test(baseOf(other)))
    .map((other) => ({ name: baseOf(other), file: other }))
}
