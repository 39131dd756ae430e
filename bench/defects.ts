/** `npm run defects`: writes `docs/defects.md` from the tables of known defects and of releases. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { defectsDocs } from '../reports/defects/docs.ts'

const DOCS = fileURLToPath(new URL('../docs/defects.md', import.meta.url))
writeFileSync(DOCS, await format(defectsDocs(), { ...(await resolveConfig(DOCS)), parser: 'markdown' }))
