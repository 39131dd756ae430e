/** What flags ask of a model of the user's own. */
import { createHash } from 'node:crypto'
import type { Model } from '../../checker/model.ts'
import { FlagError } from '../../text/flag-error.ts'
import { flagName } from '../../text/flag-name.ts'
import type { CheckPlan } from '../check.ts'
import { build, ownSource } from '../own-model.ts'
import type { OwnSpec } from '../own-spec.ts'
import { specData } from '../spec.ts'
import { propertiesNamed } from './flag.ts'
import { BUILT_IN_FLAGS, type ModelFlags } from './model.ts'

/** The flags that bear on a model of the user's own. */
export type OwnFlags = ModelFlags & { readonly mutate?: boolean }

/** @throws FlagError when flags are given that only the models that are built in understand. */
export function refuseBuiltIn(file: string, flags: ModelFlags): void {
  const foreign = BUILT_IN_FLAGS.find((name) => flags[name] !== undefined)
  if (foreign !== undefined)
    throw new FlagError(
      `${flagName(foreign)} belongs to the models that are built in; ${file} is a model of its own, and is given --args`,
    )
}

/**
 * The search of a model of the user's own, as that of any other; `href` is the URL of its module, `shown` its name in traces.
 * Rejects with FlagError, and with whatever the module throws.
 */
export async function planOwnModel(
  { href, shown }: { readonly href: string; readonly shown: string },
  flags: OwnFlags,
): Promise<CheckPlan> {
  const whole: OwnSpec = { model: 'own', module: shown, ...(flags.args !== undefined && { args: flags.args }) }
  const model = await build(ownSource(whole, href).args)
  const known = model.properties.map((p) => p.name)
  const names = flags.invariants === undefined ? undefined : propertiesNamed(known, flags.invariants)
  const spec: OwnSpec = names === undefined ? whole : { ...whole, properties: names }
  refuseUnusedSwitches(model, flags)
  const source = ownSource(spec, href)
  const plan = { spec, source, model: names === undefined ? model : await build(source.args) }
  return { searches: [plan], whole: plan, stem: `${stemOf(shown)}-${digest({ ...whole, args: flags.args ?? null })}`, notes: [] }
}

/** The name of a file without its folder and ending. */
const stemOf = (shown: string): string => shown.slice(shown.lastIndexOf('/') + 1).replace(/(?<=.)\.[^.]*$/, '')

/** Of the same module and args always the same; eight digits. */
const digest = (spec: OwnSpec): string =>
  createHash('sha256')
    .update(JSON.stringify(specData(spec)))
    .digest('hex')
    .slice(0, 8)

/** A switch is turned off by `off` in what `build` is given. @throws FlagError when there is no room for it. */
function refuseUnusedSwitches(model: Model, { mutate, args }: OwnFlags): void {
  if (mutate !== true || (model.switches ?? []).length === 0) return
  if (args !== undefined && (typeof args !== 'object' || args === null || Array.isArray(args)))
    throw new FlagError(
      `--args: the model has switches, which --mutate turns off by { "off": name } in args; they must be an object, not ${JSON.stringify(args)}`,
    )
}

/** What is wrong with a module that has thrown something: whatever it is, it is its own. */
export function saidOfModule(error: unknown): string {
  // By name: the module may have its classes from another copy of this package.
  if (!(error instanceof Error)) return `cannot be loaded: it throws ${String(error)}`
  if (error.name === 'ModuleError' || error.name === 'ModelError') return error.message
  if (error.name === 'LayoutError') return `its layout: ${error.message}`
  const isMissing = 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  return `cannot be loaded: ${isMissing ? error.message : stackOfModule(error.stack ?? String(error))}`
}

/** Of where an error was thrown what is the module's, and not how Node and this program came there. */
function stackOfModule(stack: string): string {
  const lines = stack.split('\n')
  const ours = lines.findIndex((line) => /^\s+at .*\b(?:load-model|own-model)\b/.test(line))
  return lines
    .slice(0, ours < 0 ? lines.length : ours)
    .filter((line) => !/^\s+at .*\bnode:internal\b/.test(line))
    .join('\n')
}
