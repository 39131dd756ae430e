import type { Dialect } from '../../dialect.ts'
import { isKeyLike, isKnown } from '../../keys.ts'
import type { Sketch } from '../../sketch.ts'
import { readProperties } from './read.ts'

export const properties = {
  name: 'properties',
  title: 'a .properties file',
  net: 'all',
  foundBy: 'keys of Kafka before `=` or `:`',
  reads: '`server.properties`, configuration of a topic, producer or consumer, or all in one',
  defaults: 'Kafka’s',
  marks,
  read: readProperties,
} as const satisfies Dialect

/** The name of a file decides where nothing that stands in it does. */
function marks(sketch: Sketch): boolean {
  if (sketch.isJson) return false
  const byName = sketch.isNamed('.properties')
  if (sketch.lines.some((line) => isProperty(line, byName))) return byName || !(sketch.isResource || isOther(sketch))
  return byName && !sketch.lines.some((line) => line.trimStart().startsWith('{{'))
}

/** YAML, in which something is nested, or HCL. */
const isOther = ({ lines }: Sketch): boolean =>
  lines.some((line, i) => {
    const [, indent] = /^([ ]{0,100})(?:- )?["']?[\w.-]{1,200}["']?:[ \t]*(?:#.{0,900})?$/.exec(line) ?? []
    const next = lines[i + 1] ?? ''
    return indent !== undefined && /^[ ]*\S/.test(next) && next.search(/\S/) > indent.length && !/^\s*[#!]/.test(next)
  }) || lines.some((line) => /^\s{0,100}(?:resource|variable|module|terraform|provider|locals|data)\s{1,10}["{]/.test(line))

function isProperty(line: string, byName: boolean): boolean {
  const [, key, separator] = /^[ \t\f]{0,100}([A-Za-z][A-Za-z0-9._-]{0,200})[ \t]{0,20}([=:])/.exec(line) ?? []
  if (key === undefined) return /^[ \t\f]{0,100}[#!]/.test(line) && byName
  return byName || isKnown(key) || (separator === '=' && isKeyLike(key))
}
