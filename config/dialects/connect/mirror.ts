/** `connect-mirror-maker.properties`: MirrorMaker 2 as a program of its own (`MirrorMakerConfig`). */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { Content, TopicConfig } from '../../document.ts'
import { isKeyLike, speaksOfReplication } from '../../keys.ts'
import { byName, clientNamed, clientSettings, type Found, topicMade } from '../../named-client.ts'
import { grouped } from '../../../text/grouped.ts'
import type { Setting } from '../../node-settings.ts'
import { CONNECT_DEFAULTS, workerContent } from './worker.ts'

/** Topics that each flow makes: the key of the factor, what it is, and the factor by default (`MirrorSourceConfig`, …). */
const MADE: readonly (readonly [factor: string, title: string, byDefault: string])[] = [
  ['replication.factor', 'the topics mirrored', '2'],
  ['offset-syncs.topic.replication.factor', 'offset syncs', '3'],
  ['checkpoints.topic.replication.factor', 'checkpoints', '3'],
  ['heartbeats.topic.replication.factor', 'heartbeats', '3'],
]

const STORES = ['config.storage', 'offset.storage', 'status.storage']

export function mirrorContent(found: Found, settings: readonly Setting[]): Content {
  const of = new Map(settings.map((setting) => [setting.key, setting]))
  const flows = settings.flatMap(({ key, value, offset }) => {
    const [, from, to] = /^([^.]{1,100})->([^.]{1,100})\.enabled$/.exec(key) ?? []
    return from === undefined || to === undefined || value.trim() !== 'true' ? [] : [{ from, to, offset }]
  })
  const read = new Set<string>()
  const strongest = (...keys: readonly string[]): Setting | undefined => {
    for (const key of keys) read.add(key)
    return keys.map((key) => of.get(key)).find((setting) => setting !== undefined)
  }
  const contents: Content[] = []
  // What a cluster has of its own is above what all have.
  const ofAll = settings.filter(({ key }) => /^(?:(?:config|offset|status)\.storage|producer|consumer)\./.test(key))
  const named = byName(settings)
  for (const [to, into] of grouped(flows, (flow) => flow.to)) {
    const { offset } = into[0]
    const name = `MirrorMaker to ${to}`
    const worker = [...ofAll, ...(named.get(to) ?? [])]
    for (const { key } of worker) for (const prefix of ['', `${to}.`]) read.add(`${prefix}${key}`)
    const factors = STORES.map((store) => worker.findLast(({ key }) => key === `${store}.replication.factor`))
    const stores = workerContent(
      found,
      [
        { key: '', value: '', offset },
        ...STORES.flatMap((store, i): Setting[] => [
          { key: `${store}.topic`, value: `${store.replace('.storage', '')} of ${name}`, offset: factors[i]?.offset ?? offset },
          ...worker.filter(({ key }) => key.startsWith(`${store}.`) && key !== `${store}.topic`),
        ]),
        ...worker.filter(({ key }) => !/\.storage\./.test(key)),
      ],
      name,
    )
    contents.push(stores)
    const client = clientNamed(found, { name, offset, settings: clientSettings('', worker), defaults: CONNECT_DEFAULTS })
    const topics: TopicConfig[] = into.flatMap(({ from, offset: at }) =>
      MADE.map(([key, title, factorByDefault]) => {
        const factor = strongest(`${from}->${to}.${key}`, key)
        const what = `${title} (${from} to ${to})`
        return topicMade(found, { name: what, by: name, offset: factor?.offset ?? at, factor, factorByDefault, client })
      }),
    )
    contents.push({ ...joinedContent([]), topics })
  }
  for (const { key, offset } of settings)
    if (!read.has(key) && speaksOfReplication(key) && !key.endsWith('.enabled')) {
      const what = isKeyLike(key.replace('->', '.')) ? shown(key) : 'a key here'
      note(found.unread, { message: `${what} is of no flow that is enabled, and not read`, place: found.source.place(offset) })
    }
  return joinedContent(contents)
}
