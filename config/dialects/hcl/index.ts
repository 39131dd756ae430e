import type { Dialect } from '../../dialect.ts'
import type { Sketch } from '../../sketch.ts'
import { readHcl } from './read.ts'

const BLOCK =
  /^(?:(?:resource|data)\s{1,20}"[^"]{1,200}"\s{1,20}"[^"]{1,200}"|(?:variable|module|provider|output)\s{1,20}"[^"]{1,200}"|terraform|locals)\s{0,20}\{/

export const hcl = {
  name: 'hcl',
  title: 'Terraform’s own language',
  net: 'none',
  foundBy: '`resource "…" "…" {` and the like, `.tf`, `.tfvars`',
  reads:
    'what literals, heredocs, `local.…` and `var.…` with a default or a `.tfvars` beside settle, of the resources that are read of a plan; all else is said with its line, and the command that makes a plan',
  defaults: 'as for a plan',
  marks: (sketch: Sketch) =>
    !sketch.isResource &&
    (['.tf', '.tfvars', '.tf.json', '.tfvars.json'].some((extension) => sketch.isNamed(extension)) ||
      sketch.lines.some((line) => BLOCK.test(line))),
  read: readHcl,
} as const satisfies Dialect
