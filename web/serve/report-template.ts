import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildReportTemplate, PAGE_FOLDER } from '../build/build-page.ts'
import { writeWhole } from '../../machine/files.ts'

/** Where `npm run build` leaves the template in a package; sources have none. */
const SHIPPED = import.meta.url.endsWith('.js') ? fileURLToPath(new URL('../../report.html', import.meta.url)) : undefined
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/tidemark/', import.meta.url))

/**
 * The template of the HTML report. A package ships it; a clone builds it when it is first needed, without a network, and keeps it until a
 * source of the page changes.
 */
export async function reportTemplate(): Promise<string> {
  if (SHIPPED !== undefined && existsSync(SHIPPED)) return readFileSync(SHIPPED, 'utf8')
  const cached = join(CACHE, `report-${sourceKey()}.html`)
  if (existsSync(cached)) return readFileSync(cached, 'utf8')
  const template = await buildReportTemplate()
  try {
    writeWhole(cached, (write) => write(template))
  } catch {
    // A clone that cannot be written to builds the page every time.
  }
  return template
}

/** Changes whenever something that goes into the page does. */
function sourceKey(): string {
  const hash = createHash('sha256')
  for (const file of readdirSync(PAGE_FOLDER).toSorted())
    hash.update(`${file}\n${readFileSync(join(PAGE_FOLDER, file), 'utf8')}\n`)
  hash.update(readFileSync(fileURLToPath(new URL('../build/build-page.ts', import.meta.url)), 'utf8'))
  const require = createRequire(import.meta.url)
  for (const name of ['vite', 'preact']) hash.update(readFileSync(require.resolve(`${name}/package.json`), 'utf8'))
  return hash.digest('hex').slice(0, 16)
}
