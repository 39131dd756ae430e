import { availableParallelism } from 'node:os'
import { register } from 'tsx/esm/api'
import { defineConfig } from 'vitest/config'

// For what runs once, before the tests; see `experimental` below.
register()

/**
 * Files of a tier are told by their suffix: `*.searches.test.ts` explore for long, `*.world.test.ts` need a browser, a package or signals,
 * `*.cluster.test.ts` a real Kafka.
 */
export default defineConfig({
  test: {
    globalSetup: ['test/setup/build-program.ts', 'test/setup/share-answers.ts'],
    // What a test waits for comes, however busy the machine is; these end only what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 600_000 } },
    // As many files at a time as there are cores: most tests wait for a process or for one thread of a search.
    maxWorkers: availableParallelism(),
    // Node itself imports all of it: where Vite does, an imported name is the property of an object, and a search takes twice as long.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--import', new URL('test/setup/read-typescript.mjs', import.meta.url).href],
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{searches,world,cluster}.test.ts'],
          // Files share what they have loaded, and what V8 has compiled of it: a third of their time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'searches', include: ['test/**/*.searches.test.ts'] } },
      {
        extends: true,
        test: { name: 'world', include: ['test/**/*.world.test.ts'], globalSetup: ['test/setup/unpack-browser.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ['test/**/*.cluster.test.ts'],
          globalSetup: ['test/setup/find-kafka.ts'],
          // After all others: its clusters are to have the machine for themselves.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
