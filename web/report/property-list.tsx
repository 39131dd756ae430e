import { Icon } from './icon.tsx'
import type { PropertyStatus } from '../../traces/report-types.ts'

export interface PropertyListProps {
  readonly statuses: readonly PropertyStatus[]
  /** Statements by name, shown on demand. */
  readonly statements: Readonly<Record<string, string>>
  /** The one the trace is about comes first. */
  readonly first?: string | undefined
}

/** Which properties hold in a state, and which part of the false ones is false. */
export function PropertyList({ statuses, statements, first }: PropertyListProps) {
  if (statuses.length === 0) return <p class="quiet">No property was evaluated.</p>
  const ordered = [...statuses.filter((s) => s.name === first), ...statuses.filter((s) => s.name !== first)]
  return (
    <ul class="properties">
      {ordered.map(({ name, status, why }) => (
        <li key={name} class={`property is-${status.replace(' ', '-')}`}>
          <details>
            <summary>
              <Icon
                name={
                  status === 'violated' ? 'cross' : status === 'unknown' ? 'question' : status === 'not reached' ? 'ring' : 'tick'
                }
              />
              <span class="property-name">{name}</span>
              <span class="property-status">{status}</span>
            </summary>
            <p class="quiet">{statements[name] ?? ''}</p>
          </details>
          {why !== undefined && <p class="property-why">{why}</p>}
        </li>
      ))}
    </ul>
  )
}
