/** `confirm --nemesis`: random faults on fresh clusters, and what they have written down of it held against the model. */
import { randomInt } from 'node:crypto'
import { join, resolve } from 'node:path'
import { saveRecords } from '../../answers/save-records.ts'
import { MOST_SEED } from '../../checker/index.ts'
import { randomOf } from '../../checker/simulate/random.ts'
import { NotDumped } from '../../cluster/kafka/dump.ts'
import { type Deed, drawDeeds, drawTopics } from '../../cluster/nemesis/deeds.ts'
import { harass } from '../../cluster/nemesis/nemesis.ts'
import { UserError } from '../../machine/errors.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../../machine/exit-codes.ts'
import { CURRENT_VERSION, since } from '../../model/kraft/versions.ts'
import { explainRecords } from '../../questions/explain-records.ts'
import {
  deedsLine,
  historyLine,
  isExplained,
  type NemesisHistory,
  nemesisJson,
  nemesisText,
} from '../../reports/confirm/nemesis.ts'
import { jsonText } from '../../text/json-text.ts'
import { redrawnLine } from '../progress.ts'
import { painter, wantsColor } from '../terminal.ts'
import { kafkaOf, releaseRun } from './kafka-of.ts'
import { orNotStarted, type Run } from './replay.ts'

/** Brokers of a cluster, and topics: each is led by one of them at first. */
const BROKERS = 3

/** Exit code 0 when a run of the model explains every history. */
export async function confirmNemesis({ base, flags, terminal }: Run): Promise<ExitCode> {
  const clusters = flags.nemesis ?? 0
  const seed = flags.seed ?? randomInt(MOST_SEED + 1)
  const kafka = kafkaOf(flags.kafka, CURRENT_VERSION, terminal)
  const elr = since(releaseRun(kafka, '--nemesis'), '4.1')
  const paint = painter(wantsColor(terminal, flags.color))
  const { show, end } = redrawnLine(terminal)
  const isShown = !flags.json && !flags.quiet
  const deeds: (readonly Deed[])[] = []
  const histories: NemesisHistory[] = []
  const print = (line: string): void => void (flags.json || terminal.out(line))
  try {
    for (let cluster = 0; cluster < clusters && signalOf(terminal) === undefined; cluster++) {
      const { below } = randomOf(seed, cluster)
      const topics = drawTopics(below, BROKERS)
      const drawn = drawDeeds(below, BROKERS)
      const onDeed = (number: number, of: number, deed: string): void => {
        terminal.tell({ type: 'driving', step: number, of })
        if (isShown) show(`cluster ${cluster + 1} of ${clusters}  deed ${number}/${of}  ${deed}`)
      }
      const { signal } = terminal
      const recorded = await harass({ kafka, topics, brokers: BROKERS, elr, deeds: drawn, base, signal, onDeed })
      deeds.push(drawn)
      print(deedsLine(cluster, drawn))
      for (const topic of topics) {
        const told = await explainRecords(recorded.files, topic, signal)
        if (signalOf(terminal) !== undefined) break
        const isSaved = flags.keep || !isExplained({ told })
        const place = join(flags.out, `nemesis-${kafka.version}-${seed}-${cluster + 1}`)
        if (isSaved) saveRecords(recorded.files, resolve(terminal.cwd, place))
        const history: NemesisHistory = { cluster, topic, told, folder: isSaved ? place : undefined }
        histories.push(history)
        print(historyLine(history, paint))
      }
    }
  } catch (error) {
    if (signalOf(terminal) === undefined) throw asUserError(error)
  } finally {
    end()
  }
  const result = { kafka: kafka.version, seed, clusters, deeds, histories }
  terminal.out(flags.json ? jsonText(nemesisJson(result)) : nemesisText(result, paint, terminal.width))
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  if (histories.some(({ told }) => told.verdict === 'unexplained')) return ExitCode.witness
  return histories.every(isExplained) ? ExitCode.holds : ExitCode.incomplete
}

const asUserError = (error: unknown): unknown =>
  error instanceof NotDumped ? new UserError('TM-603', error.message, ExitCode.internal) : orNotStarted(error)
