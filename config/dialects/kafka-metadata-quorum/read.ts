/** What `kafka-metadata-quorum.sh describe --status` and `--replication` print (MetadataQuorumCommand, KIP-836). */
import { note } from '../../collect.ts'
import type { Content, Evidence, Notice } from '../../document.ts'
import { withoutQuotes } from '../../listing.ts'
import type { Source } from '../../source.ts'
import { quorumText } from '../../quorum.ts'
import { STEP, type Steps } from '../../steps.ts'

export const isStatus = (line: string): boolean => /^[\s>]{0,100}CurrentVoters:\s{0,60}\[/.test(line)
export const isHeader = (line: string): boolean =>
  /^[\s>]{0,100}NodeId\s{1,60}(?:DirectoryId\s{1,60})?LogEndOffset\s{1,60}Lag\s/.test(line)

const ROW = /^\s{0,100}\d{1,10}\s{1,60}(?:[\w-]{22}\s{1,60})?\d{1,19}\s{1,60}\d{1,19}\s.{0,400}(?:Leader|Follower|Observer)\s*$/

/** @throws ConfigError. */
export function* readKafkaMetadataQuorum(source: Source): Steps<Content> {
  const notices: Notice[] = []
  const evidence: Evidence[] = []
  let isOdd = false
  for (let i = 0; i < source.lineCount; i++) {
    if (i % STEP === STEP - 1) yield
    const line = withoutQuotes(source.line(i, 20_000))
    const place = source.place(source.lineStart(i))
    const [, leader] = /^\s{0,100}LeaderId:\s{1,60}(-?\d{1,10})\s*$/.exec(line) ?? []
    const voters = votersOf(line)
    if (voters > 0) note(notices, { message: quorumText(voters), place })
    if (leader === '-1')
      note(notices, { message: 'the quorum of controllers has no leader: until it has one nothing is elected', place })
    if (evidence.length === 0 && (isStatus(line) || isHeader(line)))
      evidence.push({
        from: '3.3',
        why: 'its controllers are a quorum of KRaft that can be described',
        controller: 'kraft',
        place,
      })
    else if (!isOdd && line.trim() !== '' && !ROW.test(line) && !isHeader(line) && !STATUS.test(line)) {
      isOdd = true
      note(notices, { message: 'lines from here on that are not of the quorum are left out', place })
    }
  }
  if (evidence.length === 0) source.fail(0, 'has no line of kafka-metadata-quorum.sh describe')
  return { entries: [], topics: [], evidence, complete: false, notices }
}

/** How many voters a line names: by numbers, or from 4.0 on as objects (`CurrentVoters: [{"id": 1, …}]`). 0 for other lines. */
function votersOf(line: string): number {
  const [, list = ''] = /^[\s>]{0,100}CurrentVoters:\s{0,60}\[(.{0,20000})\]\s*$/.exec(line) ?? []
  const objects = list.match(/"id":\s{0,10}\d{1,10}/g)
  return objects?.length ?? list.split(',').filter((id) => /^\s{0,10}\d{1,10}\s{0,10}$/.test(id)).length
}

const STATUS =
  /^\s{0,100}(?:ClusterId|LeaderId|LeaderEpoch|HighWatermark|MaxFollowerLag|MaxFollowerLagTimeMs|CurrentVoters|CurrentObservers):/
