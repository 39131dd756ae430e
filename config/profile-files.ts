/**
 * Files of one application that Spring Boot, Quarkus and Micronaut layer by their names: `application-prod.yml` above `application.yml`.
 * They are read as one text, so that what is stronger is so across files too; those of profiles where it is said which are active.
 */
import { folderOf } from './folder.ts'

const NAME = /(?:^|[/\\])application(?:-([\w.-]{1,60}))?\.(ya?ml|properties)$/

/** The profile, or environment, that a file is of by its name: `prod` of `application-prod.yml`. */
export const profileOfFile = (file: string): string | undefined => NAME.exec(file)?.[1]

/**
 * Of these files those that are read with another of their application: `application.properties` with `application.yml`, and those of
 * profiles where it is said which are active. Weakest first as Spring Boot has it: properties lie above YAML.
 * https://docs.spring.io/spring-boot/reference/features/external-config.html
 */
export function filesOfApplications(files: readonly string[], hasProfiles: boolean): ReadonlyMap<string, string> {
  const own = files.filter((file) => NAME.test(file) && (hasProfiles || profileOfFile(file) === undefined))
  const sorted = own.toSorted((a, b) => Number(isProperties(a)) - Number(isProperties(b)))
  const bases = new Map(
    sorted
      .filter((file) => profileOfFile(file) === undefined)
      .map((file) => [folderOf(file), file] as const)
      .toReversed(),
  )
  return new Map(
    sorted.flatMap((file) => {
      const base = bases.get(folderOf(file))
      return base === undefined || base === file ? [] : [[file, base] as const]
    }),
  )
}

export const isProperties = (file: string): boolean => file.endsWith('.properties')
