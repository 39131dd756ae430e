/** Where a Kafka is found: a folder that a user names, a distribution, or one that was fetched. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Kafka } from '../nodes/java.ts'

/** The Kafka in a folder, be it a distribution or its jars alone; undefined when there is none. */
export function kafkaIn(folder: string): Kafka | undefined {
  for (const libs of [join(folder, 'libs'), folder]) {
    const version = namesIn(libs)
      .map((name) => /^kafka_2\.1\d-(\d+\.\d+\.\d+)\.jar$/.exec(name)?.[1])
      .find((found) => found !== undefined)
    if (version !== undefined) return { libs, version }
  }
  return undefined
}

/** Every Kafka in the folder that they are fetched to, newest first. */
export const kafkasIn = (folder: string): readonly Kafka[] =>
  namesIn(folder)
    .flatMap((name) => kafkaIn(join(folder, name)) ?? [])
    .toSorted((a, b) => byVersion(b.version, a.version))

/** Orders version numbers. */
function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  for (const [i, part] of (left ?? []).entries()) if (part !== right?.[i]) return part - (right?.[i] ?? 0)
  return 0
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
