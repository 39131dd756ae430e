/** What files come to, subject by subject, without a search. */
import { ConfigError, envFilesBeside, filesOfProfiles, finished, readConfig } from '../../config/index.ts'
import { casesOf } from '../../guarantees/cases.ts'

export interface Came {
  /** Values that are given, by subject (`any topic` where it has no name): `value layer`. */
  readonly subjects: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Of the first subject. */
  readonly version: string
  readonly controller: string | undefined
  readonly metadataVersion: string | undefined
  /** Without their places. */
  readonly unread: readonly string[]
  readonly said: readonly string[]
  readonly destroyed: readonly string[]
  readonly refused: string | undefined
}

/** @param files texts by name; where one is a plan, both sides of it. */
export function cameTo(files: Readonly<Record<string, string>>, profiles?: readonly string[]): Came {
  const nothing = {
    subjects: {},
    version: '',
    controller: undefined,
    metadataVersion: undefined,
    unread: [],
    said: [],
    destroyed: [],
  }
  try {
    const beside = (of: string) =>
      new Map(envFilesBeside(of, Object.keys(files)).map(({ name, file }) => [name, { file, text: files[file] ?? '' }]))
    const joined = profiles === undefined ? new Map<string, string>() : filesOfProfiles(Object.keys(files))
    const ofProfiles = (of: string) =>
      [...joined].flatMap(([file, base]) => (base === of ? [{ file, text: files[file] ?? '' }] : []))
    const read = (side: 'before' | 'after') =>
      Object.entries(files)
        .filter(([file]) => !joined.has(file))
        .map(([file, text]) => readConfig({ file, text, side, beside: beside(file), profiles, ofProfiles: ofProfiles(file) }))
    const after = read('after')
    const isPlan = after.some(({ format }) => format === 'terraform')
    const { cases, destroyed } = finished(casesOf(isPlan ? read('before') : [], after, isPlan, {}))
    const shown = cases.filter(({ assuming }) => assuming?.value !== '0' && assuming?.value !== 'zookeeper')
    const [first] = shown
    return {
      subjects: Object.fromEntries(
        shown.flatMap(({ topics, head: { effective } }) => {
          const given = effective.values.filter(({ layer }) => layer !== 'default' && layer !== 'assumed')
          const values = Object.fromEntries(given.map(({ key, value, layer }) => [key, `${value} ${layer}`]))
          return (topics.length === 0 ? ['any topic'] : topics).map((topic) => [topic, values])
        }),
      ),
      version: first?.head.effective.version ?? '',
      controller: first?.assuming?.key === 'controller' ? undefined : first?.head.effective.controller,
      metadataVersion: first?.head.effective.metadataVersion,
      unread: [...new Set(shown.flatMap(({ head }) => head.side.unread.map(({ message }) => message)))],
      said: [...new Set(shown.flatMap(({ head }) => head.side.notes.map((note) => note.replace(/^[^ ]*:\d+:\d+: /, ''))))],
      destroyed: destroyed.map(({ topic, by }) => `${topic} ${by}`),
      refused: undefined,
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { ...nothing, refused: String(error) }
  }
}
