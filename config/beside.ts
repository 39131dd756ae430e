/** Files that stand beside another and are read for it: variables and other files of YAML for Compose and Kubernetes, for Terraform the other files of its folder. */
import { folderOf } from './folder.ts'

const baseOf = (file: string): string => file.slice(folderOf(file).length).replace(/^[/\\]/, '')

/** Resources of Kubernetes are written as JSON too. */
const OF_YAML = /\.(?:ya?ml|json)$/i
const BESIDE_YAML = /^\.env(?:\.[\w.-]+)?$|\.(?:env|ya?ml|json)$/i
const OF_TERRAFORM = /\.(?:tf|tfvars)(?:\.json)?$/

/** Of these files, those of its folder that are read for one, each with its name there. */
export function filesBeside(file: string, files: readonly string[]): { readonly name: string; readonly file: string }[] {
  const isTerraform = OF_TERRAFORM.test(file)
  if (!isTerraform && !OF_YAML.test(file)) return []
  return [...new Set(files)]
    .filter((other) => folderOf(other) === folderOf(file) && other !== file)
    .filter((other) => (isTerraform ? OF_TERRAFORM : BESIDE_YAML).test(baseOf(other)))
    .map((other) => ({ name: baseOf(other), file: other }))
}
