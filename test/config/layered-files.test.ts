/** Files that lie above one another: as Compose merges them, and where their order is not known. */
import { describe, expect, it } from 'vitest'
import { awaited } from '../../config/steps.ts'
import { readCases, type Sources } from '../../guarantees/read-cases.ts'
import { any, lines, MIN, RF, type Row, siblings } from './siblings.ts'

const BASE = lines(
  'services:',
  '  kafka:',
  '    image: apache/kafka:4.0.1',
  '    env_file: kafka.env',
  '    environment: {KAFKA_PROCESS_ROLES: "broker,controller", KAFKA_MIN_INSYNC_REPLICAS: 2}',
  '  web: {image: nginx}',
)
const OVERRIDE = lines('services:', '  kafka:', '    environment:', '      - KAFKA_MIN_INSYNC_REPLICAS=1')
const ENV = 'KAFKA_DEFAULT_REPLICATION_FACTOR=3\n'

const COMPOSE: readonly Row[] = [
  [
    'docker-compose.override.yml',
    'docker compose merges it above, variable by variable',
    { 'docker-compose.override.yml': OVERRIDE, 'docker-compose.yml': BASE, 'kafka.env': ENV },
    {
      ...any({ [RF]: '3 static', [MIN]: '1 static' }),
      version: '4.0',
      unread: [],
      says: 'min.insync.replicas is given again: the last counts, not that of docker-compose.yml:5',
    },
  ],
  [
    'compose.override.yaml beside docker-compose.yaml',
    'the names need not be alike',
    { 'compose.override.yaml': OVERRIDE, 'docker-compose.yaml': BASE, 'kafka.env': ENV },
    { ...any({ [RF]: '3 static', [MIN]: '1 static' }), unread: [] },
  ],
  [
    'an override with variables of its own file, and another image',
    'env_file of both counts, and lies below environment of both; the last image counts',
    {
      'compose.yml': BASE,
      'compose.override.yml': lines('services:', '  kafka:', '    image: apache/kafka:4.1.0', '    env_file: [more.env]'),
      'kafka.env': ENV,
      'more.env': 'KAFKA_DEFAULT_REPLICATION_FACTOR=2\nKAFKA_MIN_INSYNC_REPLICAS=3\n',
    },
    { ...any({ [RF]: '2 static', [MIN]: '2 static' }), version: '4.1', unread: [] },
  ],
  [
    'documents in one file',
    'Compose merges them as well',
    { 'compose.yml': `${BASE}---\n${OVERRIDE}`, 'kafka.env': ENV },
    { ...any({ [RF]: '3 static', [MIN]: '1 static' }), unread: [] },
  ],
  [
    'an override that takes away what lies below',
    'what is left is not worked out',
    {
      'compose.yml': BASE,
      'compose.override.yml': lines('services:', '  kafka:', '    environment: !reset {}'),
      'kafka.env': ENV,
    },
    { unread: ['what !reset takes away is not read: give the output of docker compose config'] },
  ],
]

siblings([['files of Compose', COMPOSE]])

/** What is not read of a folder, or of files given by name. */
async function unreadOf(texts: Readonly<Record<string, string>>, isFolder: boolean): Promise<string[]> {
  const sources: Sources = {
    at: (name) => ({ files: isFolder ? Object.keys(texts) : [name], isFolder, below: [] }),
    text: (file) => Promise.resolve(texts[file] ?? ''),
    live: () => Promise.resolve([]),
    shownName: (file) => file,
    inSteps: (steps) => awaited(steps),
    whyPassedOver: () => undefined,
  }
  const { cases } = await readCases({ files: isFolder ? ['.'] : Object.keys(texts) }, sources)
  const unread = cases.flatMap(({ head }) => head.side.unread)
  return [...new Set(unread.map(({ message, place }) => `${place?.file}:${place?.line} ${message}`))]
}

const open = (key: string, beside: string) =>
  `whether this ${key} counts, beside ${beside}, is not known: give the files that are used by name, the one that is on top last`

describe('a folder of files that are given in an order', () => {
  const values = 'overrideConfiguration: {default.replication.factor: 3, min.insync.replicas: 2}\n'
  const prod = 'overrideConfiguration:\n  min.insync.replicas: 1\n  default.replication.factor: 3\n'

  it('of Helm: what a file says otherwise than values.yaml is not known, unless they are given by name', async () => {
    const files = { 'values-prod.yaml': prod, 'values.yaml': values }
    expect(await unreadOf(files, true)).toEqual([`values-prod.yaml:2 ${open(MIN, 'values.yaml')}`])
    expect(await unreadOf(files, false)).toEqual([])
  })

  it('of Helm without values.yaml: what one says and another does not is not known', async () => {
    const files = { 'values-dev.yaml': 'overrideConfiguration: {default.replication.factor: 3}\n', 'values-prod.yaml': prod }
    expect(await unreadOf(files, true)).toEqual([`values-prod.yaml:2 ${open(MIN, 'values-dev.yaml')}`])
  })

  it('of Compose: a file that docker compose reads only when it is named', async () => {
    const files = { 'docker-compose.prod.yml': OVERRIDE, 'docker-compose.yml': BASE.replace(/.*env_file.*\n/, '') }
    expect(await unreadOf(files, true)).toEqual([`docker-compose.prod.yml:4 ${open(MIN, 'docker-compose.yml')}`])
  })
  const kafka = (name: string, minIsr: number): string =>
    lines(
      'services:',
      `  ${name}:`,
      '    image: apache/kafka:4.0.0',
      '    environment:',
      '      KAFKA_DEFAULT_REPLICATION_FACTOR: 3',
      `      KAFKA_MIN_INSYNC_REPLICAS: ${minIsr}`,
    )
  const connect = lines(
    'services:',
    '  ui:',
    '    image: provectuslabs/kafka-ui:v0.7.2',
    '    environment:',
    '      KAFKA_CLUSTERS_0_NAME: my',
  )

  it('of Compose without a base: files of other services that say nothing else are used together', async () => {
    expect(
      await unreadOf({ 'docker-compose-kafka.yml': kafka('kafka', 2), 'docker-compose-connect.yml': connect }, true),
    ).toEqual([])
    expect(await unreadOf({ 'docker-compose-1.yml': kafka('k1', 2), 'docker-compose-2.yml': kafka('k2', 2) }, true)).toEqual([])
    expect(await unreadOf({ 'docker-compose.yml': connect, 'docker-compose-kafka.yml': kafka('kafka', 2) }, true)).toEqual([])
  })

  it('of Compose without a base: what two say otherwise is not known, nor what one of two of a service says', async () => {
    const two = { 'docker-compose-1.yml': kafka('k1', 2), 'docker-compose-2.yml': kafka('k2', 1), 'docker-compose.yml': connect }
    expect(await unreadOf(two, true)).toEqual([
      `docker-compose-1.yml:6 ${open(MIN, 'docker-compose-2.yml')}`,
      `docker-compose-2.yml:6 ${open(MIN, 'docker-compose-1.yml')}`,
    ])
    const less = kafka('kafka', 2).replace(/.*MIN_INSYNC.*\n/, '')
    expect(await unreadOf({ 'docker-compose-a.yml': kafka('kafka', 2), 'docker-compose-b.yml': less }, true)).toEqual([
      `docker-compose-a.yml:6 ${open(MIN, 'docker-compose-b.yml')}`,
    ])
  })

  it('of Helm without values.yaml: a file of topics and one of brokers are used together', async () => {
    const topics =
      'extraConfig: ""\nprovisioning: {topics: [{name: orders, replicationFactor: 3, config: {min.insync.replicas: 2}}]}\n'
    expect(await unreadOf({ 'values-prod.yaml': prod, 'values-topics.yaml': topics }, true)).toEqual([])
  })
})
