import type { ChangeText } from '../../traces/report-types.ts'

/** What a step changed, one line per change. */
export function DiffList({ changes }: { readonly changes: readonly ChangeText[] }) {
  if (changes.length === 0) return <p class="quiet">Nothing changed.</p>
  return (
    <ul class="diff">
      {changes.map((change, i) => (
        <li key={i}>
          {change.map(({ text, role }, j) =>
            role === 'old' ? <del key={j}>{text}</del> : role === 'new' ? <ins key={j}>{text}</ins> : <span key={j}>{text}</span>,
          )}
        </li>
      ))}
    </ul>
  )
}
