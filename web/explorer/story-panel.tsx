import { Story } from '../report/story.tsx'
import type { StoryData } from '../../traces/report-types.ts'
import type { Broken } from './path-story.ts'

export interface StoryPanelProps {
  /** At least one. */
  readonly broken: readonly Broken[]
  readonly told: Broken
  readonly story: StoryData
  readonly isOpen: boolean
  readonly onTell: (name: string) => void
  readonly onStep: (step: number) => void
}

/** How a property came to be broken along the path; of several, any. */
export function StoryPanel({ broken, told, story, isOpen, onTell, onStep }: StoryPanelProps) {
  return (
    <details class="card path-story" open={isOpen} data-story={told.name}>
      <summary>
        <h2>
          How {told.name} is violated at step {told.number}
        </h2>
      </summary>
      {broken.length > 1 && (
        <label class="story-choice">
          <span>Tell of</span>
          <select value={told.name} onChange={(event) => onTell(event.currentTarget.value)}>
            {broken.map(({ name, number }) => (
              <option key={name} value={name}>
                {name}, step {number}
              </option>
            ))}
          </select>
        </label>
      )}
      <Story story={story} onStep={onStep} />
    </details>
  )
}
