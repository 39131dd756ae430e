import { Icon } from './icon.tsx'

export interface ScrubberProps {
  /** The number of the last step. */
  readonly last: number
  readonly step: number
  readonly onStep: (step: number) => void
}

/** Moves through the steps: a slider for mouse, touch and keyboard, and a button for each way. */
export function Scrubber({ last, step, onStep }: ScrubberProps) {
  return (
    <div class="scrubber" role="group" aria-label="Move through the steps">
      <button type="button" aria-label="First step" disabled={step <= 0} onClick={() => onStep(0)}>
        <Icon name="first" />
      </button>
      <button type="button" aria-label="Previous step" disabled={step <= 0} onClick={() => onStep(step - 1)}>
        <Icon name="previous" />
      </button>
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={step}
        aria-label="Step"
        aria-valuetext={`step ${step} of ${last}`}
        onInput={(event) => onStep(Number(event.currentTarget.value))}
      />
      <button type="button" aria-label="Next step" disabled={step >= last} onClick={() => onStep(step + 1)}>
        <Icon name="next" />
      </button>
      <button type="button" aria-label="Last step" disabled={step >= last} onClick={() => onStep(last)}>
        <Icon name="last" />
      </button>
      <output class="scrubber-count" aria-live="polite">
        step {step} of {last}
      </output>
    </div>
  )
}
