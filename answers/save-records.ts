/** What a cluster has left, in a folder, as an operator would collect it for `explain`. */
import { join } from 'node:path'
import { writeWhole } from '../machine/files.ts'

/** Writes the files into a folder, which is made. @throws UserError when it cannot be written. */
export function saveRecords(files: readonly { readonly name: string; readonly text: string }[], folder: string): void {
  for (const { name, text } of files) writeWhole(join(folder, name), (write) => write(text))
}
