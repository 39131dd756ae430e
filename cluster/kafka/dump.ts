/** What Kafka's own tool prints of a log (`kafka-dump-log.sh`). */
import { join } from 'node:path'
import { execa } from 'execa'
import type { Kafka } from '../nodes/java.ts'

/** A log could not be dumped; the message says what was tried. */
export class NotDumped extends Error {
  override name = 'NotDumped'
}

/** Where releases have the tool, newest first: from 4.2 on it is in a jar of its own, `kafka-tools`. */
const TOOLS = ['org.apache.kafka.tools.DumpLogSegments', 'kafka.tools.DumpLogSegments']
const NOT_THERE = /ClassNotFoundException/
const MOST = 2 ** 28

/** Dumps a segment, whose payloads are decoded when it is of the metadata log. @throws NotDumped; the reason of the signal. */
export async function dumpLog(kafka: Kafka, file: string, signal: AbortSignal): Promise<string> {
  const how = /__cluster_metadata-0[/\\][^/\\]+$/.test(file) ? '--cluster-metadata-decoder' : '--print-data-log'
  const { exitCode, stdout, stderr } = await runTool(kafka, [how, '--files', file], signal)
  if (exitCode === 0) return stdout
  throw new NotDumped(`kafka-dump-log ended with ${exitCode ?? 'a signal'}: ${stderr.trim().split('\n').at(-1) ?? ''}`)
}

/** For who will dump logs later. @throws NotDumped when there is no tool; the reason of the signal. */
export async function requireDump(kafka: Kafka, signal: AbortSignal): Promise<void> {
  await runTool(kafka, ['--help'], signal)
}

interface Ended {
  readonly exitCode?: number | undefined
  readonly stdout: string
  readonly stderr: string
}

async function runTool({ libs, version }: Kafka, args: readonly string[], signal: AbortSignal): Promise<Ended> {
  for (const tool of TOOLS) {
    const words = ['-Xmx256m', '-XX:+UseSerialGC', '-cp', join(libs, '*'), tool, ...args]
    const { exitCode, stdout, stderr, code } = await execa('java', words, {
      reject: false,
      cancelSignal: signal,
      maxBuffer: MOST,
    })
    signal.throwIfAborted()
    if (code === 'ENOENT') throw new NotDumped('there is no Java (java) on the path')
    if (exitCode === 0 || !NOT_THERE.test(stderr)) return { exitCode, stdout, stderr }
  }
  throw new NotDumped(
    `Kafka ${version} in ${libs} has no kafka-dump-log: a distribution has, and the command kafka fetches it for ${version}; or give what kafka-dump-log prints`,
  )
}
