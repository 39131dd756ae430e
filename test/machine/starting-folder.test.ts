/** Relative paths start from where the user is, also when npm has gone elsewhere. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { usersFolder } from '../../machine/starting-folder.ts'
import { inTemporaryFolder, program, ROOT } from '../cli/run.ts'

const HERE = ROOT.replace(/\/$/, '')

describe('the folder of the user', () => {
  it.each([
    [
      'a script of this package',
      { npm_lifecycle_event: 'check', npm_package_json: join(HERE, 'package.json'), INIT_CWD: '/user' },
      HERE,
      '/user',
    ],
    [
      'a script of another package',
      { npm_lifecycle_event: 'check', npm_package_json: '/user/package.json', INIT_CWD: '/user/deep' },
      '/user',
      '/user',
    ],
    [
      'npx',
      { npm_lifecycle_event: 'npx', npm_package_json: '/user/package.json', INIT_CWD: '/user/deep' },
      '/user/deep',
      '/user/deep',
    ],
    ['no npm at all', {}, '/user', '/user'],
    [
      'a process that a script has started elsewhere',
      { npm_lifecycle_event: 'test', npm_package_json: join(HERE, 'package.json'), INIT_CWD: HERE },
      '/tmp',
      '/tmp',
    ],
  ])('with %s', (_, env, cwd, folder) => {
    expect(usersFolder(env, cwd)).toBe(folder)
  })

  it('is where npm run was typed', () =>
    inTemporaryFolder(async (folder) => {
      const text = 'export default 1'
      mkdirSync(join(folder, 'deep'))
      writeFileSync(join(folder, 'deep/none.mjs'), text)
      const { stderr } = await program('npm', ['run', '-s', '--prefix', HERE, 'check', '--', 'none.mjs'], join(folder, 'deep'))
      expect(stderr).toContain('TM-501: none.mjs: it exports no model')
    }))
})
