/** Models of the user's own, from the files that users name. What a file throws is told as what is wrong with it. */
import type { Model } from '../checker/model.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { isModule, moduleAt, MODULES } from '../machine/module-files.ts'
import type { Asked } from '../questions/asked.ts'
import { refusedMemory } from '../questions/flags/model.ts'
import { type OwnFlags, planOwnModel, refuseBuiltIn, saidOfModule } from '../questions/flags/own.ts'
import { build, ownSource } from '../questions/own-model.ts'
import type { OwnSpec } from '../questions/own-spec.ts'
import { FlagError } from '../text/flag-error.ts'

/** The one module among files given to `check`. @throws FlagError for anything else, with what to do instead. */
export function moduleOf(files: readonly string[]): string | undefined {
  const [file, ...others] = files
  if (file === undefined) return undefined
  for (const other of files) {
    if (isModule(other)) continue
    if (other.startsWith('-')) throw new FlagError(`${other} stands after "--", where only files do: leave "--" out`)
    throw new FlagError(
      other.endsWith('.itf.json')
        ? `${other} is a trace: \`tidemark trace ${other}\` replays and shows it`
        : `${other} is no model, whose name ends in ${MODULES.join(', ')}. If it is a Kafka configuration, \`tidemark validate ${other}\` holds it to its guarantees; check takes settings one by one: --set min.insync.replicas=2`,
    )
  }
  if (others.length > 0) throw new FlagError(`check explores one model at a time, and ${files.join(' and ')} are several`)
  return file
}

/** What flags ask of a model of the user's own. @throws UserError, FlagError. */
export async function askedOfOwn(file: string, flags: OwnFlags, cwd: string): Promise<Asked> {
  refuseBuiltIn(file, flags)
  const module = moduleAt(file, cwd)
  const plan = await planOwnModel(module, flags).catch((error: unknown) => {
    throw ownError(file, error)
  })
  const order = plan.whole.model.properties.map((p) => p.name)
  return { plan, order, asUserError: (error) => searchError(file, error) }
}

/** The model of the user's own that a spec is of. @throws UserError. */
export async function ownModelOf(file: string, spec: OwnSpec, cwd: string): Promise<Model> {
  if (!isModule(file))
    throw new UserError('TM-101', `--model ${file}: the name of a model's module ends in ${MODULES.join(', ')}`)
  const { href } = moduleAt(file, cwd)
  try {
    return await build(ownSource(spec, href).args)
  } catch (error) {
    throw ownError(file, error)
  }
}

/** What is wrong with a module, as the user's to put right. */
function ownError(file: string, error: unknown): UserError | FlagError {
  if (error instanceof UserError || error instanceof FlagError) return error
  return new UserError('TM-501', `${file}: ${saidOfModule(error)}`, ExitCode.unreadableInput)
}

/** What a search refuses of the model; what is none of the model's remains what it is. */
function searchError(file: string, error: unknown): unknown {
  if (error instanceof Error && ['ModelError', 'LayoutError', 'ModuleError'].includes(error.name)) return ownError(file, error)
  return refusedMemory(error) ?? error
}
