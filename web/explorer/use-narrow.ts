import { useEffect, useState } from 'preact/hooks'

/** The width below which everything stands one below the other; `explorer.css` has the same. */
const NARROW = '(max-width: 60rem)'

/** Whether the window is narrow now. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches)
  useEffect(() => {
    const query = matchMedia(NARROW)
    const onChange = () => setNarrow(query.matches)
    query.addEventListener('change', onChange)
    return () => query.removeEventListener('change', onChange)
  }, [])
  return narrow
}
