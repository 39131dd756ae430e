/** Files as tools on other machines know them. */
import { posix } from 'node:path'

const forward = (file: string): string => file.replaceAll('\\', '/')

/** A drive of Windows, or the root of a POSIX file system. */
const isAbsolute = (file: string): boolean => /^(?:[A-Za-z]:)?\//.test(file)

/** Both absolute. */
export interface Places {
  /** Files below it are named relative to it: the root of the repository. */
  readonly root?: string
  /** Where relative files are; the root when not given. */
  readonly cwd?: string
}

/** With forward slashes, and relative to the root when it is below it. An absolute file elsewhere stays what it is. */
export function relativeFile(file: string, { root, cwd = root }: Places = {}): string {
  const given = posix.normalize(forward(file))
  if (root === undefined || cwd === undefined) return given
  const path = isAbsolute(given) ? given : posix.join(forward(cwd), given)
  const base = posix.normalize(`${forward(root)}/`)
  return path.startsWith(base) ? path.slice(base.length) : path
}

/** The same as a URI reference: relative, or a `file:` URI. */
export function uriOf(file: string, places: Places = {}): string {
  const path = relativeFile(file, places)
  // A half of a surrogate pair has no encoding.
  const segments = path.split('/').map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')))
  const encoded = segments.join('/')
  return isAbsolute(path) ? `file://${path.startsWith('/') ? '' : '/'}${encoded}` : encoded
}
