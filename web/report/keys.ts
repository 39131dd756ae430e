/**
 * The step a key leads to: j, down and right forward, k, up and left back, Home and End to the ends. Undefined for any other key, for
 * one with a modifier, and where the focused element needs it itself.
 */
export function stepOfKey(event: KeyboardEvent, at: number, last: number): number | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined
  const target = event.target instanceof HTMLElement ? event.target : undefined
  if (target !== undefined && needsKeys(target, event.key)) return undefined
  switch (event.key) {
    case 'j':
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(last, at + 1)
    case 'k':
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(0, at - 1)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

function needsKeys(target: HTMLElement, key: string): boolean {
  if (target instanceof HTMLInputElement && target.type === 'range') return key !== 'j' && key !== 'k'
  return target.isContentEditable || target instanceof HTMLInputElement || target.matches('textarea, select')
}
