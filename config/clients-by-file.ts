/**
 * Files that configure a client without naming it. One of a producer and one of a consumer are a client together; of several producers
 * each is a client of its own, named by its file, and so is each of several consumers where there is no producer.
 */
import type { Client, Document, Entry } from './document.ts'
import { baseName, folderOf } from './folder.ts'
import { isOfClient, sidesOf } from './keys.ts'

type Layer = 'producer' | 'consumer'

/** Whether a file gives what only such clients have: addresses and secrets both have. */
const isOf =
  (layer: Layer) =>
  ({ entries }: Document): boolean =>
    entries.some((entry) => entry.layer === layer && !sidesOf(entry.key).has(layer === 'producer' ? 'consumer' : 'producer'))

const isClients = ({ layer, key }: Entry): boolean => isOfClient(layer, key)

/** Profiles of one name in several folders are of several applications. */
function profilesByFolder(documents: readonly Document[]): readonly Document[] {
  const folders = new Map<string, Set<string>>()
  for (const { clients } of documents)
    for (const { name, isAboveUnnamed, place } of clients)
      if (isAboveUnnamed === true) folders.set(name, (folders.get(name) ?? new Set()).add(folderOf(place.file)))
  if (![...folders.values()].some(({ size }) => size > 1)) return documents
  const renamed = (client: Client): Client =>
    (folders.get(client.name)?.size ?? 0) > 1 ? { ...client, name: `${client.name} of ${folderOf(client.place.file)}` } : client
  return documents.map((document) => ({ ...document, clients: document.clients.map(renamed) }))
}

/** The same documents, with a name for each client where more than one is without. */
export function clientsByFile(given: readonly Document[]): readonly Document[] {
  const documents = profilesByFolder(given)
  const producers = documents.filter(isOf('producer'))
  const consumers = documents.filter((document) => isOf('consumer')(document) && !isOf('producer')(document))
  const named = producers.length > 1 ? producers : producers.length === 0 && consumers.length > 1 ? consumers : []
  if (named.length === 0) return documents
  // One consumer beside several producers reads what each of them writes.
  const shared = named === producers ? documents.filter((document) => !named.includes(document)) : []
  const common = shared.flatMap(({ entries }) => entries.filter(isClients))
  const names = namesOf(named)
  return documents.map((document) => {
    const name = names.get(document)
    const rest = document.entries.filter((entry) => !isClients(entry))
    if (name === undefined) return shared.includes(document) ? { ...document, entries: rest } : document
    const entries = [...common, ...document.entries.filter(isClients)]
    const client: Client = { name, place: { file: document.file, line: 1, column: 1 }, entries }
    return { ...document, entries: rest, clients: [...document.clients, client] }
  })
}

/** Their names without folders, so that both sides of a comparison have the same, unless two are the same then. */
function namesOf(documents: readonly Document[]): ReadonlyMap<Document, string> {
  const short = documents.map(({ file }) => baseName(file))
  const isUnique = new Set(short).size === short.length
  return new Map(documents.map((document, i) => [document, isUnique ? (short[i] ?? document.file) : document.file]))
}
