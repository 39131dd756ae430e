/** Fetching from a mirror, which is a server of this test. */
import { createHash } from 'node:crypto'
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchKafka } from '../../cluster/kafka/fetch.ts'
import { kafkaIn, kafkasIn } from '../../cluster/kafka/home.ts'

let folder = ''
let server: Server
let mirror = ''
/** What the mirror says of the archive. */
let sum = ''
const { signal } = new AbortController()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-fetch-'))
  const made = join(folder, 'made', 'kafka_2.13-9.9.0', 'libs')
  mkdirSync(made, { recursive: true })
  for (const jar of ['kafka_2.13', 'kafka-tools']) writeFileSync(join(made, `${jar}-9.9.0.jar`), '')
  const archive = join(folder, 'archive.tgz')
  await execa('tar', ['-czf', archive, '-C', join(folder, 'made'), 'kafka_2.13-9.9.0'])
  const bytes = readFileSync(archive)
  sum = createHash('sha512').update(bytes).digest('hex').toUpperCase()
  server = createServer((request, response) => {
    if (request.url === '/9.9.0/kafka_2.13-9.9.0.tgz') response.end(bytes)
    else if (request.url === '/9.9.0/kafka_2.13-9.9.0.tgz.sha512')
      response.end(`kafka_2.13-9.9.0.tgz: ${sum.replace(/(.{8})/g, '$1 ').replace(/(.{72})/g, '$1\n   ')}\n`)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  mirror = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/`
})

afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a mirror', () => {
  it('gives a distribution, which is then found', async () => {
    const place = join(folder, 'good')
    const kafka = await fetchKafka({ version: '9.9.0', folder: place, mirror, signal })
    expect(kafka).toEqual({ libs: join(place, '9.9.0', 'libs'), version: '9.9.0' })
    expect(kafkasIn(place)).toEqual([kafka])
    expect(kafkaIn(join(place, '9.9.0', 'libs'))?.version).toBe('9.9.0')
    expect(readdirSync(place)).toEqual(['9.9.0'])
  })

  it('is asked again for a release without its tools, and not for one that is whole', async () => {
    const place = join(folder, 'again')
    const { libs } = await fetchKafka({ version: '9.9.0', folder: place, mirror, signal })
    const nowhere = { version: '9.9.0', folder: place, mirror: 'http://127.0.0.1:1', signal }
    expect((await fetchKafka(nowhere)).libs).toBe(libs)
    rmSync(join(libs, 'kafka-tools-9.9.0.jar'))
    await expect(fetchKafka(nowhere)).rejects.toThrow('does not answer')
    await fetchKafka({ ...nowhere, mirror })
    expect(readdirSync(libs)).toEqual(['kafka-tools-9.9.0.jar', 'kafka_2.13-9.9.0.jar'])
  })

  it('is not believed when the checksum is another', async () => {
    const [right, place] = [sum, join(folder, 'bad')]
    sum = right.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))
    await expect(fetchKafka({ version: '9.9.0', folder: place, mirror, signal })).rejects.toThrow('has not the checksum')
    sum = right
    expect(readdirSync(place)).toEqual([])
  })

  it('is named when it has not what is asked for', async () => {
    await expect(fetchKafka({ version: '9.9.1', folder: join(folder, 'none'), mirror, signal })).rejects.toThrow(
      '/9.9.1/kafka_2.13-9.9.1.tgz.sha512 answers 404',
    )
  })

  it('is refused when it is not https', async () => {
    await expect(
      fetchKafka({ version: '9.9.0', folder: join(folder, 'plain'), mirror: 'http://mirror.invalid/kafka', signal }),
    ).rejects.toThrow('is not https')
  })
})
