/** Folders with files that are no configurations, and the topics that are asked for. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { progressText } from '../../../cli/validate/explorer.ts'
import { here, inTemporaryFolder } from '../run.ts'

const SCOPE = ['--guarantee', 'replicas', '--envelope', 'moves', '--no-cache']
const CLUSTER = 'kafka.version=4.1.0\nreplication.factor=1\nmin.insync.replicas=1\n'
const STRAY = '{ "name": "shop", "version": "1.0.0" '

const validated = (files: Readonly<Record<string, string>>, words: readonly string[]) =>
  inTemporaryFolder((folder) => {
    mkdirSync(join(folder, 'kafka'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'kafka', name), text)
    return here(['validate', ...words, ...SCOPE], folder)
  })

describe('a stray file in a folder', () => {
  it('is told of in every report, and not an end', async () => {
    const files = { 'cluster.properties': CLUSTER, 'package.json': STRAY }
    const json = await validated(files, ['kafka', '--json'])
    expect(json.code).toBe(0)
    expect(JSON.parse(json.stdout)).toMatchObject({
      verdict: 'holds',
      unread: [{ file: 'kafka/package.json', reason: expect.any(String) as string }],
    })
    expect((await validated(files, ['kafka'])).stdout).toContain('\nNot read  kafka/package.json: ')
    expect((await validated(files, ['kafka', '--markdown'])).stdout).toContain('- not read: <code>kafka/package.json</code>: ')
  })

  it('leaves everything incomplete when it speaks of replication, unless what is not read is taken upon oneself', async () => {
    const files = { 'cluster.properties': CLUSTER, 'topic.json': '{ "cleanup": "delete", "min.insync.replicas": 3, ' }
    const json = await validated(files, ['kafka', '--json'])
    expect(json.code).toBe(152)
    expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'incomplete', unread: [{ file: 'kafka/topic.json' }] })
    const { stdout } = await validated(files, ['kafka'])
    expect(stdout).toContain('INCOMPLETE')
    // Each file is named once where something is said of it.
    expect(stdout).not.toContain('topic.json: kafka/topic.json')
    expect(stdout.match(/kafka\/topic\.json:1:1/g)).toHaveLength(1)
    expect((await validated(files, ['kafka', '--assume-defaults'])).code).toBe(0)
  })

  it.each(['cluster.properties.bak', 'cluster.properties.orig', 'cluster.properties~', '.env.bak'])(
    'that is a backup is not laid over what it is a copy of: %s',
    async (name) => {
      const { code, stdout } = await validated({ 'cluster.properties': CLUSTER, [name]: 'min.insync.replicas=7\n' }, [
        'kafka',
        '--json',
      ])
      expect(code).toBe(0)
      expect(stdout).not.toContain(name)
    },
  )

  it.each([
    ['producer.properties', Buffer.from('acks=1\n', 'utf16le').toString('latin1')],
    ['broker.env', 'KAFKA_CFG_UNCLEAN_LEADER_ELECTION_ENABLE=true\n'],
    ['OVERRIDE.PROPERTIES', 'unclean.leader.election.enable=true\n'],
    ['producer.conf', 'acks=1\n'],
    ['app.json', '{ "maxInFlightRequests": 5, "retries": 9, '],
  ])('is not passed over in green: %s', async (name, text) => {
    const plain = await validated({ 'cluster.properties': CLUSTER }, ['kafka', '--json'])
    const { code, stdout } = await validated({ 'cluster.properties': CLUSTER, [name]: text }, ['kafka', '--json'])
    expect(plain.code).toBe(0)
    // Read, so that its values count; or not read, and no pass.
    const { unread = [], subjects } = JSON.parse(stdout) as {
      unread?: readonly object[]
      subjects: readonly { head: { files: string[] } }[]
    }
    const isRead = subjects.some((s) => s.head.files.some((file) => file.endsWith(name)))
    expect(isRead ? [unread.length] : [unread.length, code]).toEqual(isRead ? [0] : [1, 152])
  })

  it('may be a folder with files of its own: nothing is green beside it', async () => {
    await inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'kafka/topics'), { recursive: true })
      writeFileSync(join(folder, 'kafka/cluster.properties'), CLUSTER)
      writeFileSync(join(folder, 'kafka/topics/a.properties'), 'min.insync.replicas=2\n')
      const words = ['validate', 'kafka', ...SCOPE]
      expect((await here(words, folder)).code).toBe(152)
      // A limit may be excused, what was not read may not.
      expect((await here([...words, '--allow-incomplete'], folder)).code).toBe(152)
      expect((await here([...words, '--assume-defaults'], folder)).code).toBe(0)
    })
  })

  it('is an error where it is named, or where nothing else can be read', async () => {
    const files = { 'cluster.properties': CLUSTER, 'package.json': STRAY }
    expect((await validated(files, ['kafka/cluster.properties', 'kafka/package.json'])).code).toBe(151)
    expect((await validated({ 'package.json': STRAY }, ['kafka'])).code).toBe(151)
  })
})

describe('--topic', () => {
  const topics = ['a', 'b', 'c'].map(
    (name) =>
      `Topic: ${name}\tTopicId: NPmZHyhbR9y00wMglMH2sg\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: min.insync.replicas=1\n`,
  )

  it('may be repeated: the topics are added', async () => {
    const words = ['kafka', '--kafka-version', '3.9', '--controller', 'kraft', '--json', '--topic', 'a', '--topic', 'c']
    const { stdout, stderr } = await validated({ 'topics.txt': topics.join('') }, words)
    expect(stderr).toBe('')
    const { subjects } = JSON.parse(stdout) as { subjects: readonly { topics: readonly string[] }[] }
    expect(subjects.flatMap((s) => s.topics)).toEqual(['a', 'c'])
  })
})

describe('progress', () => {
  it('counts what is asked at once to a total that stays, and has none of all', () => {
    expect(progressText(3, 54, 0)).toBe('explored 3 of 54')
    expect(progressText(59, 66, 54)).toBe('explored 54, then 5 of the next 12')
  })
})
