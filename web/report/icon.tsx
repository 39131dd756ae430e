/** Drawn, not typed: no font has to have them. Hidden from readers, as the words beside them say the same. */
const PATHS = {
  tick: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4 12 12 M12 4 4 12',
  ring: 'M8 3.5a4.5 4.5 0 1 0 .01 0',
  question: 'M5.5 6a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .8-1 1.7 M8 12.5v.5',
  fault: 'M9 1.5 4 9h3.5L7 14.5 12 7H8.5Z',
  local: 'M8 5.5a2.5 2.5 0 1 0 .01 0',
  previous: 'M10 3.5 5.5 8 10 12.5',
  next: 'M6 3.5 10.5 8 6 12.5',
  first: 'M11.5 3.5 7 8 11.5 12.5 M4.5 3.5v9',
  last: 'M4.5 3.5 9 8 4.5 12.5 M11.5 3.5v9',
  crown: 'M2.5 12h11 M3 10 2.5 4.5 5.8 7 8 3.5 10.2 7 13.5 4.5 13 10Z',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  )
}
