/** Whether a cluster's own records are explained, as plain data. */
import { describeTraceStep } from '../../traces/index.ts'
import { inferredOf, itemText, obstacleTexts, placeText, type Told, verdictText } from './text.ts'

/** The object that `explain --json` prints. */
export function explanationJson(told: Told): object {
  const { history, release, read, unread, said, notes, story, explanation, missing, mortem, verdict, saved } = told
  const last = history.happenings.at(-1) ?? history.begins
  return {
    schema: 1,
    command: 'explain',
    verdict,
    said: 'why' in story ? `${story.why} (${placeText(story.at)})` : verdictText(told),
    topic: history.topic,
    partition: history.partition,
    kafka: release,
    log: { from: history.begins.offset, to: last.offset },
    read,
    unread,
    brokersSay: said,
    notes,
    missing,
    ...(!('why' in story) && { brokers: story.brokers }),
    ...(explanation?.kind === 'explained' && {
      states: explanation.states,
      inferred: mortem === undefined ? [] : inferredOf(mortem, explanation.assumptions),
      lost: mortem?.lost ?? [],
      steps: (mortem?.run.steps ?? []).map((step, i) => ({
        step: i + 1,
        action: describeTraceStep(step),
        shows: (mortem?.steps[i]?.shows ?? []).map(({ offset, time, type }) => ({ offset, time, type })),
        ...(mortem?.steps[i]?.inferred !== undefined && { inferred: mortem.steps[i].inferred }),
      })),
    }),
    ...(explanation?.kind === 'unexplained' &&
      !('why' in story) && {
        states: explanation.states,
        explained: explanation.shown,
        of: story.log.items.length,
        ...(story.places[explanation.shown] !== undefined && {
          next: { offset: story.places[explanation.shown]?.offset, shows: itemText(story.log.items[explanation.shown]) },
        }),
        because: obstacleTexts(story, explanation.obstacles),
      }),
    ...(explanation?.kind === 'incomplete' && { because: explanation.why }),
    saved,
  }
}
