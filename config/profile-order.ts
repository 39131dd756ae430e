/** Settings of files of profiles, where frameworks layer them by their names alone: those of the profile that is active last count most. */
import type { Setting } from './node-settings.ts'
import { profileOfFile } from './profile-files.ts'
import type { Source } from './source.ts'

/** Whether what stands at an offset is of a profile by the name of its file. */
export const isOfProfile = (source: Source, offset: number): boolean => profileOfFile(source.place(offset).file) !== undefined

/** What counts with these profiles, weakest first. @param say is told once of each file that does not. */
export function inOrderOfProfiles(
  source: Source,
  settings: readonly Setting[],
  active: readonly string[],
  say: (profile: string, offset: number) => void,
): readonly Setting[] {
  const told = new Set<string>()
  const ranked = settings.flatMap((setting) => {
    const { file } = source.place(setting.offset)
    const profile = profileOfFile(file)
    if (profile === undefined) return [{ setting, rank: -1 }]
    const rank = active.indexOf(profile)
    if (rank >= 0) return [{ setting, rank }]
    if (!told.has(file)) say(profile, setting.offset)
    told.add(file)
    return []
  })
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ setting }) => setting)
}
