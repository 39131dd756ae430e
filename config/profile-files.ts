/**
 * Files of one application that Spring Boot, Quarkus and Micronaut layer by their names: `application-prod.yml` above `application.yml`.
 * Where it is said which profiles are active they are read as one text, so that what is stronger is so across files too.
 */
import { folderOf } from './folder.ts'

const NAME = /(?:^|[/\\])application(?:-([\w.-]{1,60}))?\.(ya?ml|properties)$/

/** The profile, or environment, that a file is of by its name: `prod` of `application-prod.yml`. */
export const profileOfFile = (file: string): string | undefined => NAME.exec(file)?.[1]

/** Of these files those that are of a profile, each with the file that they belong to: that of their folder that is of none, in the same format. */
export function filesOfProfiles(files: readonly string[]): ReadonlyMap<string, string> {
  const kind = (file: string): string => `${folderOf(file)} ${NAME.exec(file)?.[2] === 'properties'}`
  const bases = new Map(
    files.filter((file) => NAME.test(file) && profileOfFile(file) === undefined).map((file) => [kind(file), file]),
  )
  return new Map(
    files.flatMap((file) => {
      const base = profileOfFile(file) === undefined ? undefined : bases.get(kind(file))
      return base === undefined ? [] : [[file, base] as const]
    }),
  )
}

/** Whether it is of a profile, and what it belongs to is in the other format, so that the two are not read as one. */
export const isOfOtherFormat = (file: string, files: readonly string[]): boolean =>
  profileOfFile(file) !== undefined &&
  !filesOfProfiles(files).has(file) &&
  files.some((other) => NAME.test(other) && profileOfFile(other) === undefined && folderOf(other) === folderOf(file))
