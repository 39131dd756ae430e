/**
 * Profiles of Spring Boot: documents of a file that are active with one (`spring.config.activate.on-profile`), and files that are of one
 * by their names. Which of them is active the files do not say, so that each is a client of its own, above what has no profile.
 * https://docs.spring.io/spring-boot/reference/features/external-config.html
 */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import type { Client } from '../../document.ts'
import { profileOfFile } from '../../flat-file.ts'
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
  const given = document.find(({ key }) => key === 'spring.config.activate.on-profile' || key === 'spring.profiles')
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

/** Says what several profiles that are active together leave open. */
export function sayActive({ source, unread, notices }: Found, settings: readonly Setting[], profiles: readonly string[]): void {
  for (const { key, value, offset } of settings) {
    if (!/^spring\.profiles\.(?:active|include|group\.)/.test(key) || value.trim() === '') continue
    const known = profiles.filter((name) => value.includes(name))
    const place = source.place(offset)
    if (known.length > 1) note(unread, { message: 'profiles that are active together are not read as what they come to', place })
    else if (known.length === 1) note(notices, { message: `the profile ${shown(known[0] ?? '')} is active, as this says`, place })
  }
}
