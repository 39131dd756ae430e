/** Why a file could not be read. */
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { noSuchFile } from '../../machine/read-file.ts'
import { inTemporaryFolder } from '../cli/run.ts'

it('a link whose file is gone is there, and is said to be one', async () => {
  await inTemporaryFolder((folder) => {
    symlinkSync(join(folder, 'gone'), join(folder, 'topic.properties'))
    writeFileSync(join(folder, 'server.properties'), '')
    expect(noSuchFile(join(folder, 'topic.properties'))).toBe('is a link to a file that is not there')
    expect(noSuchFile(join(folder, 'servers.properties'))).toBe('there is no such file (did you mean server.properties?)')
    return Promise.resolve()
  })
})
