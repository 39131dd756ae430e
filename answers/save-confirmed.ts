/** The outcomes of scenarios on brokers, in the docs of the repository. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../machine/errors.ts'
import { writeWhole } from '../machine/files.ts'
import { confirmedDocs, type ConfirmedRow, rowsIn, withRows } from '../reports/confirm/docs.ts'

/** @throws UserError TM-301 where there are no docs. */
export function refuseWithoutDocs(root: string): void {
  if (existsSync(join(root, 'docs'))) return
  throw new UserError('TM-301', `--write-docs: there is no folder docs in ${root}; run it at the root of the repository`)
}

/** Writes a row in its place, into the data and the page that is made from it. */
export function saveConfirmed(row: ConfirmedRow, root: string): void {
  const data = join(root, 'docs', 'confirmed.json')
  const all = withRows(existsSync(data) ? rowsIn(readFileSync(data, 'utf8')) : [], [row])
  writeWhole(data, (write) => write(`${JSON.stringify(all, undefined, 2)}\n`))
  writeWhole(join(root, 'docs', 'confirmed.md'), (write) => write(confirmedDocs(all)))
}
