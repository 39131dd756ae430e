import { DIALECTS } from './dialects/index.ts'
import { detectFormat } from './detect.ts'
import type { Document, Format, GivenVersion, PlanSide } from './document.ts'
import { leftovers } from './leftovers.ts'
import { JoinedSource } from './joined-source.ts'
import { type Beside, Source } from './source.ts'
import { finished, type Steps } from './steps.ts'

export interface ReadRequest {
  readonly file: string
  readonly text: string
  /** Found from the content when absent. */
  readonly format?: Format | undefined
  readonly side: PlanSide
  /** Files of variables beside it, by their names there. */
  readonly beside?: Beside | undefined
  /** Of the application, those that are active, the strongest last. */
  readonly profiles?: readonly string[] | undefined
  /** Files that belong to it, such as those of profiles, the strongest last: read with it, as one. */
  readonly joined?: readonly { readonly file: string; readonly text: string }[] | undefined
}

/** @throws ConfigError when the file is not what its format says, or beyond the limits. */
export const readConfig = (request: ReadRequest): Document => finished(readingConfig(request))

/** The same, with pauses. */
export function* readingConfig(request: ReadRequest): Steps<Document> {
  const { profiles, joined = [] } = request
  const source =
    joined.length === 0
      ? new Source(request.file, request.text, undefined, request.beside, profiles)
      : new JoinedSource([request, ...joined], request.beside, profiles)
  const format = request.format ?? detectFormat(source)
  const dialect = DIALECTS.find(({ name }) => name === format)
  if (dialect === undefined) throw new TypeError(`there is no dialect ${format}`)
  const content = yield* dialect.read(source, request.side)
  const unread = [...(content.unread ?? []), ...leftovers(source, content, dialect.net)]
  const versions = content.versions ?? []
  const version = versionOf(versions)
  return {
    file: source.file,
    format,
    ...content,
    ...(version !== undefined && { version }),
    versions,
    clients: content.clients ?? [],
    brokers: content.brokers ?? [],
    listed: content.listed ?? [],
    evidence: content.evidence ?? [],
    unread,
    notices: [...content.notices, ...unread],
  }
}

const versionOf = (versions: readonly GivenVersion[]): GivenVersion | undefined =>
  versions.findLast((v) => v.of === 'release') ?? versions.findLast((v) => v.of === 'protocol')
