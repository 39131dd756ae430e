/** What `--json` prints of a command that has failed before it had anything to print. */
import { jsonText } from '../text/json-text.ts'

interface Written {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** Runs a command. When it ends with another code than 0 and has printed nothing, an object says what standard error says. */
export async function sayingFailure<T extends Written, Code extends number>(
  terminal: T,
  { command, version }: { readonly command: string | undefined; readonly version: string },
  run: (terminal: T) => Promise<Code>,
): Promise<Code> {
  let [isTold, said] = [false, '']
  const out = (text: string): void => {
    isTold ||= text !== ''
    terminal.out(text)
  }
  const err = (text: string): void => {
    said += text
    terminal.err(text)
  }
  // What a terminal opens only when it is asked for it stays closed.
  const exitCode = await run(Object.create(terminal, { out: { value: out }, err: { value: err } }) as T)
  if (exitCode !== 0 && !isTold)
    terminal.out(jsonText({ schema: 1, command: command ?? null, version, exitCode, error: said.trimEnd() }))
  return exitCode
}
