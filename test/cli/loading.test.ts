/** What the program loads, and when. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { cli, inTemporaryFolder, ROOT, type Run } from './run.ts'

const DIST = pathToFileURL(join(ROOT, 'dist/')).href

/** The sources that a file of the program is made of, as the bundler has noted them. */
const sourcesOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, 'dist', file), 'utf8').matchAll(/^\/\/ (\S+\.ts)$/gm)].map(([, source = '']) => source)

/** Runs the command line; of what it loads, the files of the project, and the sources in them. */
const loading = (
  args: readonly string[],
  raiseAt?: string,
): Promise<Run & { readonly files: readonly string[]; readonly loaded: readonly string[] }> =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'loaded')
    const run = await cli(args, folder, {
      NODE_OPTIONS: `--import=${new URL('loading.mjs', import.meta.url).href}`,
      LOADED: file,
      ...(raiseAt !== undefined && { RAISE_AT: raiseAt }),
    })
    const urls = readFileSync(file, 'utf8').split('\n')
    const files = urls.filter((url) => url.startsWith(DIST)).map((url) => url.slice(DIST.length))
    return { ...run, files, loaded: files.flatMap(sourcesOf) }
  })

it('a signal is answered from before the program itself is loaded', async () => {
  const { loaded, files, ...run } = await loading(['check', '--quick'], '/dist/cli/program.js')
  expect(run).toEqual({ code: 130, stdout: '', stderr: 'tidemark: SIGINT came before anything was searched\n' })
  expect([files[0], loaded[0]]).toEqual(['cli/main.js', 'cli/main.ts'])
  expect(sourcesOf('cli/main.js')).toEqual(['cli/main.ts'])
})

it.each([[['--version']], [['--help']], [['help']]])('%j loads no command', async (args) => {
  const { code, loaded } = await loading(args)
  expect(code).toBe(0)
  expect(new Set(loaded.map((file) => file.split('/')[0]))).toEqual(new Set(['cli', 'machine', 'reports', 'text']))
  const commands = /^cli\/(?:check|trace|explore|validate|claims|confirm|explain|kafka)(?:\.|\/|-)|^reports\/./
  expect(loaded.filter((file) => commands.test(file))).toEqual(['reports/failure-json.ts', 'reports/program.ts'])
})

it('a client of Kafka is loaded for a running cluster alone', async () => {
  const ofFiles = await loading(['validate', 'gone.properties'])
  const ofCluster = await loading(['validate', '--bootstrap-server', 'nowhere'])
  expect([ofFiles.code, ofCluster.code]).toEqual([151, 64])
  const live = ({ loaded }: typeof ofFiles): boolean => loaded.some((file) => file.startsWith('live/'))
  expect([live(ofFiles), live(ofCluster)]).toEqual([false, true])
})
