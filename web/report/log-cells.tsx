import type { LogCell } from '../../traces/report-types.ts'

export interface LogCellsProps {
  readonly log: readonly LogCell[]
  readonly highWatermark: number
  /** The log of the state before: what is new is marked, what was dropped is shown crossed out. */
  readonly before?: readonly LogCell[] | undefined
  /** Small cells show the record only. */
  readonly size: 'small' | 'large'
  /** What the two marks are called. */
  readonly names?: MarkNames
}

/** What the mark and the end of a log are called. */
interface MarkNames {
  readonly mark: string
  readonly markInWords: string
  readonly end: string
  readonly endInWords: string
}

const REPLICATED: MarkNames = {
  mark: 'HW',
  markInWords: 'high watermark',
  end: 'LEO',
  endInWords: 'log end offset',
}
/** Of a log that is read up to its last stable offset, and whose end is the high watermark. */
export const STABLE: MarkNames = {
  mark: 'LSO',
  markInWords: 'last stable offset',
  end: 'HW',
  endInWords: 'high watermark',
}

/** How many colours there are for epochs; they come round again after that. */
const EPOCH_COLOURS = 8
/** The class that colours what belongs to a leader epoch. */
export const epochClass = (epoch: number): string => (epoch < 0 ? 'epoch-none' : `epoch-${epoch % EPOCH_COLOURS}`)

const same = (a: LogCell | undefined, b: LogCell | undefined): boolean => a?.record === b?.record && a?.epoch === b?.epoch

/** A log as a row of cells coloured by epoch, the high watermark (HW) and the log end offset (LEO) marked below. */
export function LogCells({ log, highWatermark, before, size, names = REPLICATED }: LogCellsProps) {
  const kept = before === undefined ? log.length : log.findIndex((cell, i) => !same(cell, before[i]))
  const unchanged = kept < 0 ? log.length : kept
  const dropped = before?.slice(unchanged) ?? []
  const beyond = Math.max(0, highWatermark - log.length)
  const atEnd = highWatermark === log.length
  const cells = log.length + beyond + dropped.length
  return (
    <div class={`log log-${size}`} role="img" aria-label={logInWords(log, highWatermark, dropped, names)}>
      <div class={cells === 0 ? 'log-cells is-empty' : 'log-cells'} style={{ '--cells': String(Math.max(1, cells)) }}>
        {log.map((cell, offset) => (
          <span
            key={offset}
            class={`cell ${epochClass(cell.epoch)}${before !== undefined && offset >= unchanged ? ' is-new' : ''}${
              offset < highWatermark ? ' is-committed' : ''
            }`}
            title={`offset ${offset}: ${cell.record}, epoch ${cell.epoch}`}
          >
            <span class="cell-record">{cell.record}</span>
            {size === 'large' && <span class="cell-epoch">e{cell.epoch}</span>}
          </span>
        ))}
        {Array.from({ length: beyond }, (_, i) => (
          <span
            key={`beyond${i}`}
            class="cell is-beyond"
            title={`offset ${log.length + i}: nothing, though below the ${names.markInWords}`}
          >
            <span class="cell-record">?</span>
          </span>
        ))}
        {cells === 0 && <span class="log-empty">empty</span>}
        {dropped.map((cell, i) => (
          <span
            key={`dropped${i}`}
            class={`cell is-dropped ${epochClass(cell.epoch)}`}
            title={`dropped: ${cell.record}, epoch ${cell.epoch}`}
          >
            <s class="cell-record">{cell.record}</s>
            {size === 'large' && <span class="cell-epoch">e{cell.epoch}</span>}
          </span>
        ))}
        <span class="mark mark-hw" style={{ '--at': String(highWatermark) }}>
          <span class="mark-name">{atEnd && size === 'large' ? `${names.mark} = ${names.end}` : names.mark}</span>
        </span>
        {size === 'large' && !atEnd && (
          <span class="mark mark-leo" style={{ '--at': String(log.length) }}>
            <span class="mark-name">{names.end}</span>
          </span>
        )}
      </div>
    </div>
  )
}

function logInWords(log: readonly LogCell[], mark: number, dropped: readonly LogCell[], names: MarkNames): string {
  const cells = log.map((cell) => `${cell.record} of epoch ${cell.epoch}`).join(', ')
  const gone = dropped.length === 0 ? '' : `; dropped ${dropped.map((cell) => cell.record).join(', ')}`
  return `log: ${cells === '' ? 'empty' : cells}${gone}; ${names.markInWords} ${mark}, ${names.endInWords} ${log.length}`
}
