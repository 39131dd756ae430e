/** What `--engine spark` says before anything is searched. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { here, inTemporaryFolder } from '../cli/run.ts'

const SMALL = ['--model', 'zookeeper', '--protocol', 'kip-101', '--replicas', '2']
const EXCLUDED = 'what stays possible is not decided layer by layer; name other properties with --invariants'

describe('check --engine spark', () => {
  it.each([
    ['nothing is installed', [...SMALL, '--engine', 'spark'], 151, 'error TM-801: --engine spark: nothing is installed in '],
    ['how to install it', [...SMALL, '--engine', 'spark'], 151, '`npm run spark:setup` installs Sail'],
    ['a cluster for an engine in memory', [...SMALL, '--master', 'sc://here:1'], 64, '--master is for --engine spark'],
    ['a cluster that is none', [...SMALL, '--engine', 'spark', '--master', 'http://foo'], 64, 'as in sc://HOST:PORT'],
    ['an address without a host', [...SMALL, '--engine', 'spark', '--master', 'sc://'], 64, 'as in sc://HOST:PORT'],
    ['an engine that there is not', [...SMALL, '--engine', 'flink'], 64, 'must be one of memory, spark'],
    ['many small searches', ['--scenario', 'all', '--engine', 'spark'], 64, '--engine spark is for a large one'],
    ['mutants', [...SMALL, '--mutate', '--engine', 'spark'], 64, '--mutate and --engine spark cannot be combined'],
    [
      'what stays possible',
      ['--invariants', 'AckedDurable,LeaderStaysPossible', '--engine', 'spark'],
      64,
      `--engine spark: LeaderStaysPossible: ${EXCLUDED}`,
    ],
  ])('tells of %s', (_, words, code, message) =>
    inTemporaryFolder(async (folder) => {
      const run = await here(['check', ...words], folder)
      expect([run.code, run.stdout]).toEqual([code, ''])
      expect(run.stderr).toContain(message)
    }),
  )

  it('tells of what a driver wrote that is no answer', () =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'bin'))
      writeFileSync(join(folder, 'bin/python'), '#!/bin/sh\necho "WARNING: 3 of \\033[31m4"\n', { mode: 0o755 })
      const run = await here(['check', ...SMALL, '--engine', 'spark', '--quiet'], folder, { TIDEMARK_SPARK: folder })
      expect([run.code, run.stderr.split('\n')[0]]).toEqual([
        255,
        String.raw`error TM-801: --engine spark: the driver was to answer, and wrote: WARNING: 3 of \u{1b}[31m4`,
      ])
    }))
})
