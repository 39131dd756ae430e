// Every module that is loaded is written to the file LOADED; when it is the one whose URL ends as RAISE_AT, the process gets SIGINT.
import { appendFileSync } from 'node:fs'

export async function resolve(specifier, context, next) {
  const found = await next(specifier, context)
  appendFileSync(process.env.LOADED, `${found.url}\n`)
  if (found.url.endsWith(process.env.RAISE_AT ?? '\n')) process.kill(process.pid, 'SIGINT')
  return found
}
