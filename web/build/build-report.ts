/** `npm run build:report`: writes the template of the HTML report to where a package looks for it. */
import { fileURLToPath } from 'node:url'
import { buildReportTemplate } from './build-page.ts'
import { writeFileSync } from 'node:fs'

const template = await buildReportTemplate()
writeFileSync(fileURLToPath(new URL('../../dist/report.html', import.meta.url)), template)
