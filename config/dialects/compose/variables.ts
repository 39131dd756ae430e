/**
 * What Compose makes of `${NAME}` in its file: the value that `.env` beside it gives, where the shell gives none.
 * https://docs.docker.com/reference/compose-file/interpolation/
 */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import type { Place } from '../../document.ts'
import { variablesIn } from '../../env-lines.ts'
import { isKeyLike } from '../../keys.ts'
import type { Found } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import { Source } from '../../source.ts'

export interface Variable {
  readonly value: string
  readonly place: Place
}

/** The variables of a file that stands beside that of Compose; undefined when it is not among those given. */
export function variablesBeside(source: Source, name: string): ReadonlyMap<string, Variable> | undefined {
  const given = source.beside.get(name)
  if (given === undefined) return undefined
  const file = new Source(given.file, given.text)
  return new Map([...variablesIn(file)].map(([key, { value, offset }]) => [key, { value, place: file.place(offset) }]))
}

const REFERENCE = /\$(?:(\$)|([A-Za-z_]\w{0,200})|\{([A-Za-z_]\w{0,200})(?:(:?[-?])([^{}$]{0,500}))?\})/g

/**
 * A value with what `.env` gives in the place of variables. One that it does not give keeps its default; one without a default stays, as
 * `${NAME}`, so that it is known not to be read.
 */
export function interpolated(found: Found, setting: Setting, variables: ReadonlyMap<string, Variable> | undefined): Setting {
  const { source } = found
  if (!setting.value.includes('$')) return setting
  const places: Place[] = []
  const value = setting.value.replace(
    REFERENCE,
    (whole: string, dollar?: string, plain?: string, braced?: string, mark?: string) => {
      if (dollar !== undefined) return '$'
      const name = plain ?? braced ?? ''
      const given = variables?.get(name)
      const isEmpty = given?.value === '' && (mark ?? '').startsWith(':')
      if (given !== undefined && !isEmpty && !given.value.includes('$')) {
        places.push(given.place)
        return given.value
      }
      return plain === undefined ? whole : `\${${name}}`
    },
  )
  for (const place of places)
    note(found.notices, {
      message: `${isKeyLike(setting.key) ? shown(setting.key) : 'a value'} has what ${place.file}:${place.line} says, unless the shell says something else`,
      place: source.place(setting.offset),
    })
  return { ...setting, value }
}
