/** What is said of an error that a part of a model has thrown: its message, and the line of the model's file that it comes from. */

/** The program as it lies: `checker/` among its sources, or `dist/`. A page has the model in one file with it. */
const OURS =
  /^.*?\/(?:checker|dist)\/(?=(?:search|checker|shared|cli|library|distributed)\/)|^.*$/.exec(import.meta.url)?.[0] ?? ''
const OURS_AS_PATH = OURS.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, '')

/** Calls a part of a model. It stands in the stack of what that throws. */
export function callOfModel<T>(part: () => T): T {
  return part()
}

/** `oops (model.ts:12)`. */
export function saidOfThrown(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const place = placeOf(error.stack ?? '')
  return place === undefined ? error.message : `${error.message} (${place})`
}

/** The file and line of the first frame that is none of this program, before it called the model. */
function placeOf(stack: string): string | undefined {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const calls = frames.findIndex((line) => line.includes(callOfModel.name))
  const frame = frames.slice(0, calls < 0 ? 1 : calls).find((line) => !line.includes(OURS) && !line.includes(OURS_AS_PATH))
  const [, file, number] = /([^/\\()\s?]+\.[mc]?[jt]sx?)(?:\?[^:]*)?:(\d+):\d+\)?$/.exec(frame ?? '') ?? []
  return file === undefined ? undefined : `${file}:${number}`
}
