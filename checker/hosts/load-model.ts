/** Models out of modules: what a module may export to be one, and how TypeScript is read where Node does not read it itself. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Model, ModelSource } from '../model.ts'

/** A module that cannot be loaded, or is not a model. The message names what is missing, and what would be one. */
export class ModuleError extends Error {
  override name = 'ModuleError'
}

/**
 * Loads the model a source names. The first of these that the module exports is taken:
 *
 * - `build`, a function: its result for `args` (a promise of it will do too);
 * - the default export: a model, or such a function;
 * - `model`: a model. A model that is no function has no use for `args`.
 *
 * A TypeScript module is read with tsx, found from the folder of the module or from here; else by Node, where it can. One in
 * JavaScript may import TypeScript where tsx is found from its folder.
 * @throws ModuleError; whatever the module throws.
 */
export async function loadModel(source: ModelSource): Promise<Model> {
  const { module } = source
  if (isTypeScript(module)) await readTypeScript(tsxFrom(module) ?? tsxFrom(import.meta.url))
  else if (!reads && !module.startsWith(PROGRAM)) {
    const tsx = tsxFrom(module)
    if (tsx !== undefined) await readTypeScript(tsx)
  }
  const loaded = await load(module)
  // What was compiled to CommonJS is inside the default export.
  const exported = isCompiled(loaded['default']) ? loaded['default'] : loaded
  const [build, inner, model] = [exported['build'], exported['default'], outOfCommonJs(exported['model'])]
  if (typeof build === 'function') return asModel(await build(source.args), 'what build(args) gives')
  if (typeof inner === 'function') return asModel(await inner(source.args), 'what the default export gives')
  if (source.args !== undefined && (isObject(inner) || isObject(model)))
    throw new ModuleError('it exports a model that is built already, for which there are no args; export a function build(args)')
  if (isObject(inner)) return asModel(inner, 'the default export')
  if (model !== undefined) return asModel(model, 'model')
  const names = Object.keys(exported).join(', ')
  throw new ModuleError(
    `it exports no model: neither build(args), nor a model as default export or as model; it exports ${names === '' ? 'nothing' : names}`,
  )
}

type Exports = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Exports => typeof value === 'object' && value !== null

const isCompiled = (value: unknown): value is Exports => isObject(value) && '__esModule' in value

/** The default export of such a module that another module has passed on. */
const outOfCommonJs = (value: unknown): unknown => (isCompiled(value) ? value['default'] : value)

type Parts = readonly (readonly [name: string, expected: string, fits: (value: unknown) => boolean])[]

const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value)

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

const isMembers = (value: unknown): boolean => isObject(value) && value['kind'] === 'members' && Array.isArray(value['labels'])

const isDomain = (value: unknown): boolean =>
  isMembers(value) ||
  (isObject(value) && value['kind'] === 'int' && ['min', 'max'].every((end) => typeof value[end] === 'number'))

const isGuard = (value: unknown): boolean =>
  typeof value === 'function' || (isObject(value) && ['bound', 'given'].includes(String(value['kind'])))

const PARTS: Parts = [
  ['name', 'a name', isText],
  ['bounds', 'an object of its bounds', isObject],
  ['assumptions', 'a list of sentences', Array.isArray],
  ['layout', 'what defineLayout gives', (v) => isObject(v) && isObject(v['fields'])],
  ['initial', 'a list of functions', Array.isArray],
  ['actions', 'a list of actions', Array.isArray],
  ['properties', 'a list of properties', Array.isArray],
  ['symmetry', 'members', (v) => v === undefined || isMembers(v)],
]

/** What an action and a property must have besides; that functions are functions is said with the contract (`search/contract.ts`). */
const PARTS_OF: readonly (readonly [list: string, one: string, parts: Parts])[] = [
  [
    'actions',
    'action',
    [
      ['name', 'a name', isText],
      [
        'params',
        'a list of { name, domain }',
        (v) => Array.isArray(v) && v.every((param) => isObject(param) && isText(param['name']) && isDomain(param['domain'])),
      ],
      [
        'guards',
        'an object of functions, or of what bound and given make',
        (v) => isObject(v) && Object.values(v).every(isGuard),
      ],
    ],
  ],
  [
    'properties',
    'property',
    [
      ['name', 'a name', isText],
      ['statement', 'a sentence', isText],
    ],
  ],
]

/** @throws ModuleError naming the first part of a model that is not there. */
function asModel(value: unknown, what: string): Model {
  if (!isObject(value)) throw new ModuleError(`${what} is no model, but ${kindOf(value)}`)
  const refuse = (part: string, expected: string): never => {
    throw new ModuleError(`${what} is no model: its ${part} must be ${expected}`)
  }
  for (const [name, expected, fits] of PARTS) if (!fits(value[name])) refuse(name, expected)
  for (const [list, one, parts] of PARTS_OF)
    for (const [i, item] of (value[list] as readonly unknown[]).entries()) {
      const which = `${one} ${isObject(item) && isText(item['name']) ? String(item['name']) : `number ${i + 1}`}`
      if (!isObject(item)) refuse(which, `an object, and is ${kindOf(item)}`)
      else for (const [name, expected, fits] of parts) if (!fits(item[name])) refuse(`${which}: its ${name}`, expected)
    }
  return value as unknown as Model
}

/** Where the modules of this program are. */
const PROGRAM = new URL('../../', import.meta.url).href

/** @throws ModuleError naming the TypeScript file that it imports, where none is read; whatever the module throws. */
async function load(module: string): Promise<Exports> {
  try {
    return (await import(module)) as Exports
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION')) throw error
    const [, file = module] = /^Unknown file extension "\.[mc]?tsx?" for (.*)$/.exec(error.message) ?? []
    if (!isTypeScript(file)) throw error
    throw new ModuleError(`it imports ${file}, and ${UNREAD}`)
  }
}

const UNREAD = `Node ${process.versions.node} does not read TypeScript by itself: install tsx beside it (npm install --save-dev tsx), or name the compiled .js`

const isTypeScript = (module: string): boolean => /\.[mc]?tsx?(?:[?#]|$)/.test(module)

/** Whether this thread reads TypeScript: it does when it has read this module as such. */
let reads = import.meta.url.endsWith('.ts')

/**
 * Registers tsx in this thread, once. Node remembers a module that it could not load, so that this comes before the first attempt.
 * @throws ModuleError when neither tsx nor Node reads TypeScript here.
 */
async function readTypeScript(tsx: ReturnType<typeof tsxFrom>): Promise<void> {
  if (reads) return
  if (tsx !== undefined) {
    // A .ts file is CommonJS where its package.json does not say "type": "module".
    for (const api of ['./esm/api', './cjs/api']) {
      const { register } = (await import(tsx(api))) as { readonly register: () => unknown }
      register()
    }
    reads = true
  } else if (!Reflect.get(process.features, 'typescript')) throw new ModuleError(UNREAD)
}

/** The modules of tsx by what its package.json exports for `import`; undefined when there is none at `from`. */
function tsxFrom(from: string): ((exported: string) => string) | undefined {
  try {
    const require = createRequire(from)
    const { exports } = require('tsx/package.json') as {
      readonly exports: Readonly<Record<string, { readonly import: { readonly default: string } }>>
    }
    const root = pathToFileURL(require.resolve('tsx/package.json'))
    return (exported) => new URL(exports[exported]?.import.default ?? exported, root).href
  } catch {
    return undefined
  }
}
