/** Builds the page of the report from `web/report` into one self-contained file. Needs Vite, so only a clone can do it. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { DATA_PLACE } from '../report/html.ts'

/** Where the components are. */
export const PAGE_FOLDER = fileURLToPath(new URL('../report/', import.meta.url))

/** The template of the report: script and style inside, no request to anywhere, a place for the data. */
export async function buildReportTemplate(): Promise<string> {
  const { build } = await import('vite')
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: PAGE_FOLDER,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry: 'report.tsx', formats: ['iife'], name: 'tidemarkReport', fileName: 'report', cssFileName: 'report' },
    },
  })
  const files = (Array.isArray(built) ? built : [built]).flatMap((result) => ('output' in result ? result.output : []))
  const script = files.flatMap((file) => (file.type === 'chunk' ? [file.code] : [])).join('\n')
  const style = files.flatMap((file) => (file.type === 'asset' ? [String(file.source)] : [])).join('\n')
  return templateOf(script.replaceAll('</script', '<\\/script').trim(), style.trim())
}

/** Only this script and this style may run, whatever else gets into the file. */
function templateOf(script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Tidemark trace</title>
<style>${style}</style>
</head>
<body>
<div id="report"><p>This report is drawn by a script in the file itself. Open it in a browser that runs scripts, or use
<code>tidemark trace FILE</code> for the same trace as text.</p></div>
${DATA_PLACE}
<script>${script}</script>
</body>
</html>
`
}

const hashOf = (content: string): string => `sha256-${createHash('sha256').update(content).digest('base64')}`
