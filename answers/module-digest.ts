/** What a model of the user's own is made of: the text of its module, and of all that this imports by a path. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isModule, MODULES } from '../machine/module-files.ts'

/** What follows `from`, `import` or `require` in quotation marks and is a path. */
const IMPORTED = /\b(?:from|import|require)\s*\(?\s*(['"])((?:\.{1,2}\/|\/|file:)[^'"\n]*)\1/g

/**
 * A digest of a module at a URL and of the files that it imports, one from the other, by paths. Packages are not among them, nor what a module
 * reads, nor what it imports by a name that it makes itself. The same files at another place have the same.
 */
export function modulesDigest(href: string): string {
  const first = fileURLToPath(href)
  const texts = new Map<string, string>()
  const open = [first]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (texts.has(path)) continue
    const text = readFileSync(path, 'utf8')
    texts.set(path, text)
    if (!isModule(path)) continue
    for (const [, , named = ''] of text.matchAll(IMPORTED)) open.push(...filesOf(named, dirname(path)))
  }
  const hash = createHash('sha256')
  const shown = (path: string): string => relative(dirname(first), path).split(sep).join('/')
  for (const path of [...texts.keys()].toSorted((a, b) => (shown(a) < shown(b) ? -1 : 1))) {
    const text = texts.get(path) ?? ''
    hash.update(`${shown(path)}\0${text.length}\0`).update(text)
  }
  return hash.digest('hex')
}

/** Whatever an import may mean, by the rules of Node or of what reads TypeScript: all of these that there are. */
function filesOf(named: string, folder: string): string[] {
  const bare = named.replace(/[?#].*$/, '')
  const path = bare.startsWith('file:') ? fileURLToPath(bare) : isAbsolute(bare) ? bare : resolve(folder, bare)
  const stem = path.replace(/\.[cm]?js$/, '')
  const names = [path, ...[path, stem, join(path, 'index')].flatMap((start) => MODULES.map((ending) => `${start}${ending}`))]
  return [...new Set(names)].filter((name) => existsSync(name) && statSync(name).isFile())
}
