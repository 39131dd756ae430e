/** Files that stand beside another and are read for it: variables for Compose, and for Terraform the other files of its folder. */
import { folderOf } from './folder.ts'

const baseOf = (file: string): string => file.slice(folderOf(file).length).replace(/^[/\\]/, '')

const OF_TERRAFORM = /\.(?:tf|tfvars)(?:\.json)?$/

/** Of these files, those of its folder that are read for one, each with its name there. */
export function envFilesBeside(file: string, files: readonly string[]): { readonly name: string; readonly file: string }[] {
  const isCompose = /\.ya?ml$/i.test(file)
  if (!isCompose && !OF_TERRAFORM.test(file)) return []
  return [...new Set(files)]
    .filter((other) => folderOf(other) === folderOf(file) && other !== file)
    .filter((other) => (isCompose ? /^\.env(?:\.[\w.-]+)?$|\.env$/ : OF_TERRAFORM).test(baseOf(other)))
    .map((other) => ({ name: baseOf(other), file: other }))
}
