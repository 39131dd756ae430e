import { readFileSync } from 'node:fs'

/** The version in package.json, which lies one folder up from sources and two up from `dist/`. */
export const VERSION: string = readVersion()

function readVersion(): string {
  for (const candidate of ['../package.json', '../../package.json']) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(new URL(candidate, import.meta.url), 'utf8'))
      if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && 'name' in parsed && parsed.name === 'tidemark')
        return String(parsed.version)
    } catch {
      continue
    }
  }
  return 'unknown'
}
