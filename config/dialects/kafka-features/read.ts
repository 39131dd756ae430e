/** What `kafka-features.sh describe` prints (FeatureCommand#handleDescribe): the levels that a cluster has agreed on. */
import { Entries, note } from '../../collect.ts'
import type { Content, Evidence, GivenVersion, Notice } from '../../document.ts'
import { FEATURE_ELR, FEATURE_TRANSACTIONS } from '../../keys.ts'
import { withoutQuotes } from '../../listing.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'

const FEATURE = /^(\s{0,100}Feature:\s{1,100}(\S{1,200})\s.{0,400}?FinalizedVersionLevel:\s{1,100})(\S{1,60})/

/** @throws ConfigError. */
export function* readKafkaFeatures(source: Source): Steps<Content> {
  const notices: Notice[] = []
  const entries = new Entries(source, notices)
  const versions: GivenVersion[] = []
  const evidence: Evidence[] = []
  let odd = false
  let count = 0
  for (let i = 0; i < source.lineCount; i++) {
    if (i % STEP === STEP - 1) yield
    const line = withoutQuotes(source.line(i))
    const [, before = '', name, level = ''] = FEATURE.exec(line.slice(0, 1000)) ?? []
    const offset = source.lineStart(i) + before.length
    if (name === undefined) {
      if (!odd && line.trim() !== '')
        note(notices, {
          message: 'lines from here on that are no feature are left out',
          place: source.place(source.lineStart(i)),
        })
      odd ||= line.trim() !== ''
      continue
    }
    count++
    if (name === 'metadata.version') {
      versions.push({ value: level, place: source.place(offset), of: 'protocol' })
      evidence.push({ from: '3.3', why: 'metadata.version is finalized', controller: 'kraft', place: source.place(offset) })
    } else if (name === FEATURE_ELR || name === FEATURE_TRANSACTIONS)
      entries.add({ key: name, value: level, layer: 'feature', offset })
  }
  if (count === 0) source.fail(0, 'has no line of kafka-features.sh describe')
  return { entries: entries.list, topics: [], versions, evidence, complete: false, notices }
}
