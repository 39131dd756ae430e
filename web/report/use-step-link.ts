import { useCallback, useEffect, useState } from 'preact/hooks'

/** The step a location's hash names: `#/step/7`. */
function stepOfHash(hash: string): number | undefined {
  const match = /^#\/step\/(\d{1,7})$/.exec(hash)
  return match === null ? undefined : Number(match[1])
}

/** The selected step, kept in the address so that it can be linked to. Moving does not fill the browser's history. */
export function useStepLink(last: number): readonly [number, (step: number) => void] {
  const read = () => Math.min(last, stepOfHash(location.hash) ?? 0)
  const [step, setStep] = useState(read)
  useEffect(() => {
    const onHash = () => setStep(read())
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [last])
  const select = useCallback((next: number) => {
    history.replaceState(null, '', `#/step/${next}`)
    setStep(next)
  }, [])
  return [step, select]
}
