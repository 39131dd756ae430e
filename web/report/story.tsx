import type { ComponentChildren } from 'preact'
import type { StoryData, StorySentence } from '../../traces/report-types.ts'

export interface StoryProps {
  readonly story: StoryData
  readonly onStep: (step: number) => void
}

/** The narrative: let, then, because, and what would have prevented it. Steps are links. */
export function Story({ story, onStep }: StoryProps) {
  const sentences = (list: readonly StorySentence[]) =>
    list.map(({ text, step }, i) => (
      <p key={i}>
        {text}{' '}
        {step !== undefined && (
          <button type="button" class="step-link" onClick={() => onStep(step)}>
            step {step}
          </button>
        )}
      </p>
    ))
  return (
    <section class="story" aria-label="What happened">
      <dl>
        <Part name="Let" shown={story.promise.length > 0}>
          {sentences(story.promise)}
        </Part>
        <Part name="Then" shown={story.turns.length > 0}>
          {sentences(story.turns)}
        </Part>
        <Part name="Because" shown={story.because !== ''}>
          <p>{story.because}</p>
        </Part>
        <Part name="Prevented by" shown={story.prevented.length > 0}>
          {story.prevented.map((text, i) => (
            <p key={i}>{text}</p>
          ))}
        </Part>
      </dl>
    </section>
  )
}

function Part({
  name,
  shown,
  children,
}: {
  readonly name: string
  readonly shown: boolean
  readonly children: ComponentChildren
}) {
  return shown ? (
    <div class="story-part">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null
}
