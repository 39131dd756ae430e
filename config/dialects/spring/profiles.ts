/**
 * Profiles of Spring Boot: documents of a file that are active with one (`spring.config.activate.on-profile`), and files that are of one
 * by their names. Which of them is active the files do not say, so that each is a client of its own, above what has no profile.
 * https://docs.spring.io/spring-boot/reference/features/external-config.html
 */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import type { Client } from '../../document.ts'
import { listOf } from '../../../text/counted.ts'
import { profileOfFile } from '../../profile-files.ts'
import { clientNamed, type ClientSetting, type Found } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'

interface OfProfile {
  /** Undefined when it is an expression over several. */
  readonly names: readonly string[] | undefined
  readonly text: string
  readonly offset: number
}

/** The profiles with which a document of a file is active; undefined when it always is. */
export function profileOf(file: string, document: readonly Setting[]): OfProfile | undefined {
  const given = document.find(({ key }) => ON_PROFILE.has(key))
  const ofFile = profileOfFile(file)
  if (given === undefined && ofFile === undefined) return undefined
  const text = (given?.value ?? ofFile ?? '').trim()
  // A document of a profile in the file of another needs both.
  const isPlain =
    /^[\w.-]{1,60}(?:\s{0,9},\s{0,9}[\w.-]{1,60}){0,20}$/.test(text) && (given === undefined || ofFile === undefined)
  return { names: isPlain ? text.split(/\s*,\s*/) : undefined, text, offset: given?.offset ?? document[0]?.offset ?? 0 }
}

/** The client of a profile. @param settings weakest first. */
export function clientOfProfile(found: Found, name: string, offset: number, settings: readonly ClientSetting[]): Client {
  const message = `what the profile ${shown(name)} sets is a client of its own, above what has no profile`
  note(found.notices, { message, place: found.source.place(offset) })
  return {
    ...clientNamed(found, { name: `profile ${shown(name)}`, offset, settings, defaults: [['enable.auto.commit', 'false']] }),
    isAboveUnnamed: true,
  }
}

/**
 * What counts of an application's documents with the profiles that are said to be active, weakest first: those of no file of a profile in
 * their order, then those of the files of profiles, of the last that is active last (`ConfigDataEnvironmentContributors`).
 */
export function ofActive(found: Found, documents: readonly (readonly Setting[])[], given: readonly string[]): readonly Setting[] {
  const { source, notices, unread } = found
  const all = documents.flatMap((settings) => {
    const [first] = settings
    if (first === undefined) return []
    const ofFile = profileOfFile(source.place(first.offset).file)
    return [{ settings, first, ofFile, on: settings.find(({ key }) => ON_PROFILE.has(key)) }]
  })
  const always = all.flatMap(({ settings, ofFile, on }) => (ofFile === undefined && on === undefined ? settings : []))
  const active = withIncluded(given, always)
  const first = all[0]?.first
  const unknown = given.filter(
    (name) =>
      !all.some(({ ofFile, on }) => ofFile === name || wordsOf(on?.value ?? '').includes(name)) &&
      !always.some(({ key }) => key.startsWith(`spring.profiles.group.${name}`)),
  )
  if (first !== undefined && unknown.length > 0)
    note(unread, {
      message: `nothing here is of the profile ${listOf(unknown.map(shown))} (--profile)`,
      place: source.place(first.offset),
    })
  if (active.length > given.length && first !== undefined)
    note(notices, {
      message: `active are the profiles ${listOf(active.map(shown))}, with those that are included`,
      place: source.place(first.offset),
    })
  const counting = all.filter(({ first: at, ofFile, on }) => {
    const isOn = on === undefined ? true : holdsFor(on.value, active)
    const place = source.place(on?.offset ?? at.offset)
    if (isOn === undefined)
      note(unread, {
        message: `what the profile ${shown(on?.value ?? '')} sets is not read: it is no expression over profiles`,
        place,
      })
    const counts = isOn === true && (ofFile === undefined || active.includes(ofFile))
    if (!counts && isOn !== undefined)
      note(notices, {
        message: `what the profile ${shown(on?.value ?? ofFile ?? '')} sets does not count: it is not active`,
        place,
      })
    return counts
  })
  const ofNone = counting.filter(({ ofFile }) => ofFile === undefined)
  const ofFiles = active.flatMap((name) => counting.filter(({ ofFile }) => ofFile === name))
  return [...ofNone, ...ofFiles].flatMap(({ settings }) => settings)
}

const ON_PROFILE: ReadonlySet<string> = new Set(['spring.config.activate.on-profile', 'spring.profiles'])

const wordsOf = (text: string): string[] => text.split(/[\s,!&|()]+/).filter((word) => word !== '')

/** With what is included always, and each group after its name (`Profiles#expandProfiles`). */
function withIncluded(given: readonly string[], settings: readonly Setting[]): readonly string[] {
  const lists = new Map<string, string[]>()
  for (const { key, value } of settings) {
    const [, list] = /^spring\.profiles\.(include|group\..{1,100}?)(?:\[\d+\]|\.\d+)?$/.exec(key) ?? []
    if (list !== undefined) lists.set(list, [...(lists.get(list) ?? []), ...wordsOf(value)])
  }
  const names = new Set<string>()
  const open = [...(lists.get('include') ?? []), ...given].toReversed()
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (names.has(name)) continue
    names.add(name)
    open.push(...(lists.get(`group.${name}`) ?? []).toReversed())
  }
  return [...names]
}

/** Longer ones nobody has. */
const LONGEST_EXPRESSION = 300

/** Whether an expression holds, `a, !b & (c | d)`; undefined of what is none, such as `a & b | c` (`Profiles#of`). */
function holdsFor(text: string, active: readonly string[]): boolean | undefined {
  if (text.length > LONGEST_EXPRESSION) return undefined
  const all = text.split(',').map((one) => {
    const tokens = one.match(/[()!&|]|[^\s()!&|]+/g) ?? []
    let at = 0
    const unit = (): boolean | undefined => {
      const token = tokens[at++]
      if (token === '!') {
        const negated = unit()
        return negated === undefined ? undefined : !negated
      }
      if (token !== '(') return token === undefined || /[)&|]/.test(token) ? undefined : active.includes(token)
      const inner = either()
      return tokens[at++] === ')' ? inner : undefined
    }
    const either = (): boolean | undefined => {
      let value = unit()
      const by = tokens[at]
      while (value !== undefined && (tokens[at] === '&' || tokens[at] === '|')) {
        if (tokens[at++] !== by) return undefined
        const next = unit()
        value = next === undefined ? undefined : by === '&' ? value && next : value || next
      }
      return value
    }
    const value = either()
    return at === tokens.length ? value : undefined
  })
  return all.includes(undefined) ? undefined : all.includes(true)
}

/** Says what several profiles that are active together leave open. */
export function sayActive({ source, unread, notices }: Found, settings: readonly Setting[], profiles: readonly string[]): void {
  for (const { key, value, offset } of settings) {
    if (!/^spring\.profiles\.(?:active|include|group\.)/.test(key) || value.trim() === '') continue
    const known = profiles.filter((name) => value.includes(name))
    const place = source.place(offset)
    // Files of theirs may stand beside this one.
    const isSeveral = known.length > 1 || (!key.startsWith('spring.profiles.group.') && wordsOf(value).length > 1)
    if (isSeveral)
      note(unread, { message: 'profiles that are active together are read as what they come to with --profile alone', place })
    else if (known.length === 1) note(notices, { message: `the profile ${shown(known[0] ?? '')} is active, as this says`, place })
  }
}
