/**
 * Terraform’s files as they are written. Their values are expressions over variables, modules and providers, which Terraform alone works
 * out; what it comes to is in a plan.
 */
import type { Content } from '../../document.ts'
import { speaksOfReplication } from '../../keys.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'

const MAY_MATTER = /kafka|msk|confluent|aiven|strimzi|redpanda/i

/** @throws never: that it is not read is said. */
// oxlint-disable-next-line require-yield -- it has no long way to go
export function* readHcl(source: Source): Steps<Content> {
  const lines = Array.from({ length: Math.min(source.lineCount, 50_000) }, (_, i) => source.line(i, 1000))
  const matters = lines.findIndex((line) => !/^\s*(?:#|\/\/)/.test(line) && (MAY_MATTER.test(line) || speaksOfReplication(line)))
  const place = source.place(matters < 0 ? 0 : source.lineStart(matters))
  const how = 'terraform plan -out=tfplan && terraform show -json tfplan > plan.json'
  const notice = { message: `HCL is not read: give the plan that it comes to, made by ${how}`, place }
  const isOpen = matters >= 0 || lines.length < source.lineCount
  return { entries: [], topics: [], complete: false, unread: isOpen ? [notice] : [], notices: isOpen ? [] : [notice] }
}
