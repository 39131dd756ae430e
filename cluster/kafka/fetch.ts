/** Brings Kafka onto this machine: its jars with Maven, or a distribution from a mirror, with the checksum that lies beside it. */
import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { execa } from 'execa'
import type { Kafka } from '../nodes/java.ts'
import { kafkaIn } from './home.ts'

/** A Kafka could not be fetched; the message says what was tried, and what was answered. */
export class NotFetched extends Error {
  override name = 'NotFetched'
}

export interface Fetching {
  /** Such as 4.4.0. */
  readonly version: string
  /** Where fetched ones lie, each in a folder of its version. */
  readonly folder: string
  /** Address of a mirror of Kafka's distributions, below which `VERSION/kafka_2.13-VERSION.tgz` lies; Maven when not given. */
  readonly mirror: string | undefined
  readonly signal: AbortSignal
}

/** Whether the tools of the command line are there, of which kafka-dump-log is one: what was fetched before 2026-11-26 lacks them. */
const hasTools = ({ libs, version }: Kafka): boolean => existsSync(join(libs, `kafka-tools-${version}.jar`))

/** Fetches a release, unless it is there, with its tools. What is half fetched is never taken for whole. @throws NotFetched; the reason of the signal. */
export async function fetchKafka({ version, folder, mirror, signal }: Fetching): Promise<Kafka> {
  const place = join(folder, version)
  const known = kafkaIn(place)
  if (known !== undefined && hasTools(known)) return known
  mkdirSync(folder, { recursive: true })
  const work = mkdtempSync(join(folder, '.fetching-'))
  try {
    await (mirror === undefined ? withMaven(version, work, signal) : fromMirror(version, mirror, work, signal))
    if (kafkaIn(work)?.version !== version) throw new NotFetched(`what was fetched is not Kafka ${version}`)
    rmSync(place, { recursive: true, force: true })
    renameSync(work, place)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  const kafka = kafkaIn(place)
  if (kafka === undefined) throw new NotFetched(`Kafka ${version} is not where it was put, ${place}`)
  return kafka
}

/** Maven resolves the jars, and refuses one whose checksum is not the registry's (`--strict-checksums`). */
async function withMaven(version: string, work: string, signal: AbortSignal): Promise<void> {
  writeFileSync(join(work, 'pom.xml'), pomOf(version))
  const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'libs')}`, '-DincludeScope=runtime']
  const { exitCode, all, code } = await execa('mvn', ['--quiet', '--batch-mode', '--strict-checksums', ...copy], {
    cwd: work,
    all: true,
    reject: false,
    cancelSignal: signal,
  })
  signal.throwIfAborted()
  if (code === 'ENOENT') throw new NotFetched('there is no Maven (mvn) on the path; --mirror fetches a distribution without it')
  if (exitCode !== 0) throw new NotFetched(`mvn could not fetch Kafka ${version}:\n${lastLines(all ?? '')}`)
}

const LOG4J = '2.24.3'
const ALONE = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>'

/** Kafka 4 logs with log4j 2 and leaves the choice to whoever runs it; before it log4j comes as a dependency. */
function pomOf(version: string): string {
  const logging = Number.parseInt(version, 10) >= 4 ? ['log4j-core', 'log4j-slf4j-impl'] : []
  const dependency = (group: string, artifact: string, of: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${of}</version></dependency>`
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    `<groupId>tidemark</groupId><artifactId>kafka</artifactId><version>${version}</version><packaging>pom</packaging>`,
    `<dependencies>${dependency('org.apache.kafka', 'kafka_2.13', version)}`,
    // The command-line tools, of which kafka-dump-log is one; what they need else is there.
    dependency('org.apache.kafka', 'kafka-tools', version).replace('</dependency>', `${ALONE}</dependency>`),
    ...logging.map((artifact) => dependency('org.apache.logging.log4j', artifact, LOG4J)),
    '</dependencies></project>\n',
  ].join('\n')
}

/** A distribution and its SHA-512, as mirrors of Apache have them. */
async function fromMirror(version: string, mirror: string, work: string, signal: AbortSignal): Promise<void> {
  const name = `kafka_2.13-${version}.tgz`
  const address = new URL(`${mirror.replace(/\/+$/, '')}/${version}/${name}`)
  if (address.protocol !== 'https:' && address.hostname !== '127.0.0.1')
    throw new NotFetched(`${mirror} is not https: what it serves could have been changed on the way`)
  const archive = join(work, name)
  const sum = digits(await (await get(new URL(`${address.href}.sha512`), signal)).text())
  const { body } = await get(address, signal)
  if (body === null) throw new NotFetched(`${address.href} is empty`)
  await pipeline(Readable.fromWeb(body), createWriteStream(archive), { signal })
  const hash = createHash('sha512')
  await pipeline(createReadStream(archive), hash, { signal })
  const found = hash.digest('hex')
  if (!sum.endsWith(found)) throw new NotFetched(`${name} has not the checksum that lies beside it: ${found}`)
  const { exitCode, all } = await execa('tar', ['-xzf', name, '--strip-components=1'], {
    cwd: work,
    all: true,
    reject: false,
    cancelSignal: signal,
  })
  if (exitCode !== 0) throw new NotFetched(`${name} cannot be unpacked: ${lastLines(all)}`)
  rmSync(archive)
}

async function get(address: URL, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(address, { signal }).catch((error: unknown) => {
    signal.throwIfAborted()
    throw new NotFetched(`${address.href} does not answer: ${String(error)}`)
  })
  if (!answer.ok) throw new NotFetched(`${address.href} answers ${answer.status}`)
  return answer
}

/** The sum in a `.sha512` file, whose digits may be in groups, behind the name of the file and on several lines. */
const digits = (text: string): string =>
  text
    .slice(text.indexOf(':') + 1)
    .replace(/[^0-9a-f]/gi, '')
    .toLowerCase()

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-8).join('\n')
