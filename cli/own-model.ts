/** `check` and `trace` of a model of the user's own: which file is one, what it is asked for, and what is said when it is none. */
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { basename, extname, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InvalidArgumentError, Option } from 'commander'
import type { Model } from '../checker/model.ts'
import type { CheckPlan } from '../questions/check.ts'
import { build, ownSource } from '../questions/own-model.ts'
import { specData } from '../questions/spec.ts'
import { flagName } from '../text/flag-name.ts'
import type { JsonValue } from '../traces/index.ts'
import type { CheckFlags, ModelFlags } from './check-flags.ts'
import { KRAFT_FLAGS } from './check-kraft.ts'
import { TRANSACTIONS_FLAGS } from './check-transactions.ts'
import { ZOOKEEPER_FLAGS } from './check-zookeeper.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { namesOf } from './flags.ts'
import type { Terminal } from './terminal.ts'
import type { OwnSpec } from '../questions/own-spec.ts'

const MODULES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']

/** Whether a file is a module, by its name; then it is taken for a model. */
export const isModule = (file: string): boolean => MODULES.includes(extname(file))

/** `--args`. */
export const argsOption = (): Option =>
  new Option('--args <json>', "what the function build(args) of a model's module is given, as JSON").argParser(
    (text: string): JsonValue => {
      try {
        return JSON.parse(text) as JsonValue
      } catch {
        throw new InvalidArgumentError(`It must be JSON, such as 3, '"text"' or '{"nodes":3}'.`)
      }
    },
  )

/** A module on the command line: where it is, and as traces name it, relative to the folder of the user. */
export interface Module {
  readonly href: string
  readonly shown: string
}

/** @throws UserError TM-501 when there is no such file. */
export function moduleAt(file: string, { cwd }: Pick<Terminal, 'cwd'>): Module {
  const path = resolve(cwd, file)
  if (!existsSync(path) || !statSync(path).isFile())
    throw new UserError('TM-501', `${file}: there is no such file`, ExitCode.unreadableInput)
  return { href: pathToFileURL(path).href, shown: relative(cwd, path).split(sep).join('/') }
}

/** The one module among files given to `check`. @throws UserError TM-101 for anything else, with what to do instead. */
export function moduleOf(files: readonly string[]): string | undefined {
  const [file, ...others] = files
  if (file === undefined) return undefined
  for (const other of files) {
    if (isModule(other)) continue
    throw new UserError(
      'TM-101',
      other.endsWith('.itf.json')
        ? `${other} is a trace: \`tidemark trace ${other}\` replays and shows it`
        : `${other} is no model, whose name ends in ${MODULES.join(', ')}. If it is a Kafka configuration, \`tidemark validate ${other}\` holds it to its guarantees; check takes settings one by one: --set min.insync.replicas=2`,
    )
  }
  if (others.length > 0)
    throw new UserError('TM-101', `check explores one model at a time, and ${files.join(' and ')} are several`)
  return file
}

/** What only the models that are built in understand. */
const BUILT_IN_FLAGS = ['model', 'records', 'logSize', ...KRAFT_FLAGS, ...ZOOKEEPER_FLAGS, ...TRANSACTIONS_FLAGS] as const

/** The search of a model of the user's own, as `check` runs any other. @throws UserError. */
export async function planOwnModel(
  file: string,
  flags: ModelFlags & Partial<Pick<CheckFlags, 'mutate'>>,
  terminal: Terminal,
): Promise<CheckPlan> {
  const foreign = BUILT_IN_FLAGS.find((name) => flags[name] !== undefined)
  if (foreign !== undefined)
    throw new UserError(
      'TM-101',
      `${flagName(foreign)} belongs to the models that are built in; ${file} is a model of its own, and is given --args`,
    )
  const { href, shown } = moduleAt(file, terminal)
  const whole: OwnSpec = { model: 'own', module: shown, ...(flags.args !== undefined && { args: flags.args }) }
  try {
    const model = await build(ownSource(whole, href).args)
    const names = flags.invariants === undefined ? undefined : propertyNames(model, flags.invariants)
    const spec: OwnSpec = names === undefined ? whole : { ...whole, properties: names }
    refuseUnusedSwitches(model, flags)
    const source = ownSource(spec, href)
    const plan = { spec, source, model: names === undefined ? model : await build(source.args) }
    return {
      searches: [plan],
      whole: plan,
      stem: `${basename(shown, extname(shown))}-${digest({ ...whole, args: flags.args ?? null })}`,
      notes: [],
    }
  } catch (error) {
    throw ownError(file, error)
  }
}

/** Of the same module and args always the same; eight digits. */
const digest = (spec: OwnSpec): string =>
  createHash('sha256')
    .update(JSON.stringify(specData(spec)))
    .digest('hex')
    .slice(0, 8)

function propertyNames(model: Model, text: string): readonly string[] {
  try {
    return namesOf(model.properties.map((p) => p.name))(text)
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UserError('TM-101', `--invariants ${text}: ${error.message}`)
    throw error
  }
}

/** A switch is turned off by `off` in what `build` is given. @throws UserError when there is no room for it. */
function refuseUnusedSwitches(
  model: Model,
  { mutate, args }: Pick<ModelFlags, 'args'> & Partial<Pick<CheckFlags, 'mutate'>>,
): void {
  if (mutate !== true || (model.switches ?? []).length === 0) return
  if (args !== undefined && (typeof args !== 'object' || args === null || Array.isArray(args)))
    throw new UserError(
      'TM-101',
      `--args: the model has switches, which --mutate turns off by { "off": name } in args; they must be an object, not ${JSON.stringify(args)}`,
    )
}

/** The model of the user's own that a trace is replayed on. @throws UserError. */
export async function ownModelOf(file: string, spec: OwnSpec, terminal: Pick<Terminal, 'cwd'>): Promise<Model> {
  if (!isModule(file))
    throw new UserError('TM-101', `--model ${file}: the name of a model's module ends in ${MODULES.join(', ')}`)
  const { href } = moduleAt(file, terminal)
  try {
    return await build(ownSource(spec, href).args)
  } catch (error) {
    throw ownError(file, error)
  }
}

/** What is wrong with a module, as the user's to put right: whatever it throws is its own. */
export function ownError(file: string, error: unknown): UserError {
  if (error instanceof UserError) return error
  return new UserError('TM-501', `${file}: ${saidOf(error)}`, ExitCode.unreadableInput)
}

/** By name: the module may have its classes from another copy of this package. */
function saidOf(error: unknown): string {
  if (!(error instanceof Error)) return `cannot be loaded: it throws ${String(error)}`
  if (error.name === 'ModuleError' || error.name === 'ModelError') return error.message
  if (error.name === 'LayoutError') return `its layout: ${error.message}`
  const isMissing = 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  return `cannot be loaded: ${isMissing ? error.message : (error.stack ?? String(error))}`
}
