/** Which of the files given to a command is a model of the user's own. */
import { isModule, MODULES } from '../machine/module-files.ts'
import { FlagError } from '../text/flag-error.ts'

/** The one module among files given to `check`. @throws FlagError for anything else, with what to do instead. */
export function moduleOf(files: readonly string[]): string | undefined {
  const [file, ...others] = files
  if (file === undefined) return undefined
  for (const other of files) {
    if (isModule(other)) continue
    throw new FlagError(
      other.endsWith('.itf.json')
        ? `${other} is a trace: \`tidemark trace ${other}\` replays and shows it`
        : `${other} is no model, whose name ends in ${MODULES.join(', ')}. If it is a Kafka configuration, \`tidemark validate ${other}\` holds it to its guarantees; check takes settings one by one: --set min.insync.replicas=2`,
    )
  }
  if (others.length > 0) throw new FlagError(`check explores one model at a time, and ${files.join(' and ')} are several`)
  return file
}
