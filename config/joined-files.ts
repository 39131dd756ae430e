/** Files that are read as a part of another, which they lie above. */
import { baseName, folderOf } from './folder.ts'
import { filesOfApplications } from './profile-files.ts'

/** The names that `docker compose` looks for, the first found counts (`DefaultFileNames`, `DefaultOverrideFileNames` of compose-go). */
const OF_COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const
const ABOVE_COMPOSE = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
] as const

/** Of these files those that are read with another, each with that one: of one application, and of Compose. */
export const joinedFiles = (files: readonly string[], profiles: readonly string[] | undefined): ReadonlyMap<string, string> =>
  new Map([...filesOfApplications(files, profiles !== undefined), ...overridesOfCompose(files)])

function overridesOfCompose(files: readonly string[]): (readonly [override: string, of: string])[] {
  const folders = new Set(files.map(folderOf))
  return [...folders].flatMap((folder) => {
    const inFolder = files.filter((file) => folderOf(file) === folder)
    const first = (names: readonly string[]): string | undefined =>
      names.flatMap((name) => inFolder.filter((file) => baseName(file) === name)).at(0)
    const [base, override] = [first(OF_COMPOSE), first(ABOVE_COMPOSE)]
    return base === undefined || override === undefined ? [] : [[override, base] as const]
  })
}
