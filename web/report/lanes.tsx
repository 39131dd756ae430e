import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'
import { epochClass, LogCells, replicaMarks, stableMarks } from './log-cells.tsx'
import type { Fact, LaneInfo, LanePicture, Picture, ReplicaPicture } from '../../traces/report-types.ts'

export interface LanesProps {
  readonly lanes: readonly LaneInfo[]
  readonly picture: Picture
  /** The state before the step: what differs is marked. */
  readonly before?: Picture | undefined
}

/** A whole state, one card per lane. */
export function Lanes({ lanes, picture, before }: LanesProps) {
  if ('lanes' in picture) return <OwnLanes lanes={lanes} picture={picture.lanes} before={before} />
  const earlierState = before === undefined || 'lanes' in before ? undefined : before
  const nameOf = (id: string): string => lanes.find((lane) => lane.id === id)?.name ?? id
  return (
    <ul class="lanes">
      {lanes.map((lane) => {
        switch (lane.kind) {
          case 'controller': {
            const { leader, epoch, isr, facts } = picture.controller
            const changed = earlierState !== undefined && !equal(earlierState.controller, picture.controller)
            return (
              <Card key={lane.id} name={lane.name} kind={lane.kind} changed={changed}>
                <dl class="facts">
                  <FactItem name="leader" value={leader === null ? 'none' : nameOf(leader)} />
                  <FactItem name="epoch" value={epoch < 0 ? 'none' : String(epoch)} epoch={epoch} />
                  <FactItem name="ISR" value={setOf(isr.map(nameOf))} />
                  <Facts facts={facts} />
                </dl>
              </Card>
            )
          }
          case 'replica': {
            const replica = picture.replicas.find((r) => r.id === lane.id)
            const earlier = earlierState?.replicas.find((r) => r.id === lane.id)
            if (replica === undefined) return null
            const changed = earlier !== undefined && !equal(earlier, replica)
            return (
              <ReplicaCard key={lane.id} name={lane.name} replica={replica} before={earlier} changed={changed} nameOf={nameOf} />
            )
          }
          case 'coordinator':
          case 'network':
          case 'partition':
            return null
          case 'producer':
          case 'consumer': {
            const client = picture.clients.find((c) => c.id === lane.id)
            const earlier = earlierState?.clients.find((c) => c.id === lane.id)
            if (client === undefined) return null
            return (
              <Card key={lane.id} name={lane.name} kind={lane.kind} changed={earlier !== undefined && !equal(earlier, client)}>
                <dl class="facts">
                  <Facts facts={client.facts} />
                </dl>
              </Card>
            )
          }
        }
      })}
    </ul>
  )
}

interface OwnLanesProps {
  readonly lanes: readonly LaneInfo[]
  readonly picture: readonly LanePicture[]
  readonly before: Picture | undefined
}

/** A state of a model with lanes of its own. */
const OwnLanes = ({ lanes, picture, before }: OwnLanesProps) => (
  <ul class="lanes">
    {lanes.map(({ id, kind, name }) => {
      const lane = picture.find((other) => other.id === id)
      const was = before !== undefined && 'lanes' in before ? before.lanes.find((other) => other.id === id) : undefined
      if (lane === undefined) return null
      return (
        <Card key={id} name={name} kind={kind} changed={was !== undefined && !equal(was, lane)}>
          <dl class="facts">
            <Facts facts={lane.facts} />
          </dl>
          {lane.log !== undefined && (
            <LogCells log={lane.log.cells} marks={stableMarks(lane.log)} before={was?.log?.cells} size="large" />
          )}
        </Card>
      )
    })}
  </ul>
)

interface ReplicaCardProps {
  readonly name: string
  readonly replica: ReplicaPicture
  readonly before: ReplicaPicture | undefined
  readonly changed: boolean
  readonly nameOf: (id: string) => string
}

function ReplicaCard({ name, replica, before, changed, nameOf }: ReplicaCardProps) {
  const { role, epoch, isr, log, highWatermark, inIsr, facts } = replica
  return (
    <Card name={name} kind="replica" changed={changed} role={role}>
      <dl class="facts">
        {role !== 'down' && <FactItem name="epoch" value={epoch < 0 ? 'none' : String(epoch)} epoch={epoch} />}
        {role !== 'down' && <FactItem name="ISR it knows" value={setOf(isr.map(nameOf))} />}
        <FactItem name="in the ISR" value={inIsr ? 'yes' : 'no'} />
        <FactItem name="HW" value={String(highWatermark)} />
        <FactItem name="LEO" value={String(log.length)} />
        <Facts facts={facts} />
      </dl>
      <LogCells log={log} marks={replicaMarks(highWatermark, log.length)} before={before?.log} size="large" />
    </Card>
  )
}

interface CardProps {
  readonly name: string
  readonly kind: LaneInfo['kind']
  readonly changed: boolean
  readonly role?: ReplicaPicture['role']
  readonly children: ComponentChildren
}

function Card({ name, kind, changed, role, children }: CardProps) {
  return (
    <li class={`lane lane-${kind}${changed ? ' is-changed' : ''}`} data-lane={name} data-role={role}>
      <div class="lane-head">
        <h3>{name}</h3>
        {role !== undefined && (
          <span class={`role role-${role.replace(' ', '-')}`}>
            {(role === 'leader' || role === 'stale leader') && <Icon name="crown" />}
            {role === 'down' && <Icon name="cross" />}
            {role}
          </span>
        )}
        {changed && <span class="changed-note">changed</span>}
      </div>
      {children}
    </li>
  )
}

const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <>
    {facts.map(({ name, value }) => (
      <FactItem key={name} name={name} value={value} />
    ))}
  </>
)

function FactItem({ name, value, epoch }: { readonly name: string; readonly value: string; readonly epoch?: number }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd class={epoch === undefined ? undefined : `epoch-tag ${epochClass(epoch)}`}>{value}</dd>
    </div>
  )
}

/** `{b0, b1}`. */
export const setOf = (names: readonly string[]): string => `{${names.join(', ')}}`

const equal = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
