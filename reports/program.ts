/** The program as its reader knows it: every report that names a command or a version is given this. */

export interface Program {
  readonly version: string
  /** The line that runs a command of the program with these words, as a shell takes it where the reader has started it. */
  readonly commandLine: (command: string, ...words: readonly string[]) => string
}

/**
 * How the program was started: by a script of its own `package.json`, by the name under which a package manager has put it on the
 * path, or by `npx`, which finds it wherever it is installed.
 */
export type StartedBy = 'npm script' | 'path' | 'npx'

/** The program of a version, with commands written for the way in which it was started. */
export const programOf = (version: string, startedBy: StartedBy): Program => ({
  version,
  commandLine: (command, ...words) => {
    const said = words.map(quoted)
    if (startedBy === 'npm script') return ['npm', 'run', command, ...(said.length === 0 ? [] : ['--', ...said])].join(' ')
    return [...(startedBy === 'npx' ? ['npx', 'tidemark'] : ['tidemark']), command, ...said].join(' ')
  },
})

/** A word as a POSIX shell takes it: as it is, or in single quotes. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)
