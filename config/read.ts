import { readAdminJson } from './dialects/admin-json/read.ts'
import { detectFormat } from './detect.ts'
import type { Content, Document, Format, GivenVersion } from './document.ts'
import { readKafkaConfigs } from './dialects/kafka-configs/read.ts'
import { readKafkaTopics } from './dialects/kafka-topics/read.ts'
import { readProperties } from './dialects/properties/read.ts'
import { Source } from './source.ts'
import { readStrimzi } from './dialects/strimzi/read.ts'
import { readTerraform } from './dialects/terraform/read.ts'

export interface ReadRequest {
  readonly file: string
  readonly text: string
  /** Found from the content when absent. */
  readonly format?: Format | undefined
  /** Which side of a plan; the other formats have only one. */
  readonly side: 'before' | 'after'
}

/** @throws ConfigError when the file is not what its format says, or beyond the limits. */
export function readConfig(request: ReadRequest): Document {
  const source = new Source(request.file, request.text)
  const format = request.format ?? detectFormat(source)
  const content = contentOf(format, source, request.side)
  const versions = content.versions ?? []
  const version = versionOf(versions)
  return {
    file: source.file,
    format,
    ...content,
    ...(version !== undefined && { version }),
    versions,
    brokers: content.brokers ?? [],
  }
}

const versionOf = (versions: readonly GivenVersion[]): GivenVersion | undefined =>
  versions.findLast((v) => v.of === 'release') ?? versions.findLast((v) => v.of === 'protocol')

function contentOf(format: Format, source: Source, side: 'before' | 'after'): Content {
  switch (format) {
    case 'properties':
      return readProperties(source)
    case 'kafka-configs':
      return readKafkaConfigs(source)
    case 'kafka-topics':
      return readKafkaTopics(source)
    case 'strimzi':
      return readStrimzi(source)
    case 'terraform':
      return readTerraform(source, side)
    case 'admin-json':
      return readAdminJson(source)
  }
}
