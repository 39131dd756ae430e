import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/unpack-browser.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // As many files at a time as there are cores: most tests wait for a process or for one thread of a search.
    maxWorkers: availableParallelism(),
  },
})
