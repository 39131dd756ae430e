import { Icon } from './icon.tsx'
import { byGroup, GROUP_TITLES } from './property-groups.ts'
import type { PropertyInfo, PropertyStatus } from '../../traces/report-types.ts'

export interface PropertyListProps {
  readonly statuses: readonly PropertyStatus[]
  /** What is known of them, whatever the state. */
  readonly properties: readonly PropertyInfo[]
  /** The one the trace is about comes first, its statement open. */
  readonly first?: string | undefined
}

/** Which properties hold in a state, in groups, each with its statement; and which part of the false ones is false. */
export function PropertyList({ statuses, properties, first }: PropertyListProps) {
  if (statuses.length === 0) return <p class="quiet">No property was evaluated.</p>
  const told = statuses.map((status): PropertyInfo & PropertyStatus => ({ ...infoOf(properties, status.name), ...status }))
  const groups = byGroup(told)
  return (
    <>
      {groups.map(({ group, items }) => (
        <section key={group} class="property-group" data-group={group} aria-label={GROUP_TITLES[group].title}>
          <h3 title={GROUP_TITLES[group].help}>{GROUP_TITLES[group].title}</h3>
          <ul class="properties">
            {items
              .toSorted((a, b) => Number(b.name === first) - Number(a.name === first))
              .map((property) => (
                <PropertyItem key={property.name} property={property} />
              ))}
          </ul>
        </section>
      ))}
    </>
  )
}

const iconOf = (status: PropertyStatus['status'], isHarm: boolean) => {
  if (status === 'violated' || (status === 'reached' && isHarm)) return 'cross'
  return status === 'unknown' ? 'question' : status === 'not reached' ? 'ring' : 'tick'
}

const PropertyItem = ({
  property: { name, status, statement, why, harm },
}: {
  readonly property: PropertyInfo & PropertyStatus
}) => (
  <li class={`property is-${status === 'reached' && harm === true ? 'violated' : status.replace(' ', '-')}`} data-property={name}>
    <p class="property-row">
      <Icon name={iconOf(status, harm === true)} />
      <span class="property-name">{name}</span>
      <span class="property-status">{status}</span>
    </p>
    <p class="property-statement">{statement}</p>
    {why !== undefined && <p class="property-why">{why}</p>}
  </li>
)

const infoOf = (properties: readonly PropertyInfo[], name: string): PropertyInfo =>
  properties.find((p) => p.name === name) ?? { name, kind: 'state', statement: '', group: 'promise' }
