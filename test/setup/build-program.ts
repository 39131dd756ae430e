/** Runs once, before any test: builds the program that the tests run, unless `dist/` is of these sources already. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** The hash of the sources that `dist/` was built from; outside of it, because a package holds all that is in `dist/`. */
const STAMP = join(ROOT, 'node_modules/.cache/tidemark/dist.sha256')

export const setup = (): void => {
  const sources = hashOfSources()
  if (existsSync(join(ROOT, 'dist/cli/main.js')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return
  rmSync(STAMP, { force: true })
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true })
  for (const script of ['build:program', 'build:types', 'build:report', 'build:explorer', 'build:own-explorer'])
    execFileSync('npm', ['run', '-s', script], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
  mkdirSync(join(STAMP, '..'), { recursive: true })
  writeFileSync(STAMP, sources)
}

/** Of every file outside of `test/` and `docs/` that Git knows or would add, by name and content. */
function hashOfSources(): string {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '.', ':!test', ':!docs', ':!*.md']
  const names = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean)
  const hash = createHash('sha256')
  for (const name of [...new Set(names)].toSorted())
    if (existsSync(join(ROOT, name))) hash.update(`${name}\0`).update(readFileSync(join(ROOT, name)))
  return hash.digest('hex')
}
