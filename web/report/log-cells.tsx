import type { LanePicture, LogCell } from '../../traces/report-types.ts'

export interface LogCellsProps {
  readonly log: readonly LogCell[]
  /** What is marked. Cells below the first are committed; it alone is marked in a small log. */
  readonly marks: readonly [LogMark, ...LogMark[]]
  /** The log of the state before: what is new is marked, what was dropped is shown crossed out. */
  readonly before?: readonly LogCell[] | undefined
  /** Small cells show the record only. */
  readonly size: 'small' | 'large'
}

/** An offset that means something: `HW`, the high watermark. */
interface LogMark {
  readonly name: string
  readonly words: string
  readonly at: number
}

const hw = (at: number): LogMark => ({ name: 'HW', words: 'high watermark', at })
const leo = (at: number): LogMark => ({ name: 'LEO', words: 'log end offset', at })

/** The marks of a replica's log. */
export const replicaMarks = (highWatermark: number, end: number): LogCellsProps['marks'] => [hw(highWatermark), leo(end)]

/** The marks of a log that is read up to its last stable offset; its end is told apart from the high watermark while it is beyond. */
export function stableMarks({ cells, lastStable, highWatermark }: NonNullable<LanePicture['log']>): LogCellsProps['marks'] {
  const end = highWatermark < cells.length ? [leo(cells.length)] : []
  return [{ name: 'LSO', words: 'last stable offset', at: lastStable }, hw(highWatermark), ...end]
}

/** How many colours there are for epochs; they come round again after that. */
const EPOCH_COLOURS = 8
/** The class that colours what belongs to a leader epoch. */
export const epochClass = (epoch: number): string => (epoch < 0 ? 'epoch-none' : `epoch-${epoch % EPOCH_COLOURS}`)

const same = (a: LogCell | undefined, b: LogCell | undefined): boolean =>
  a?.record === b?.record && a?.epoch === b?.epoch && a?.producerId === b?.producerId

/** `e1`, or `id0 e1` where there may be more producer ids than one. */
const epochOf = ({ epoch, producerId }: LogCell): string => `${producerId === undefined ? '' : `id${producerId} `}e${epoch}`
/** `epoch 1`. */
const epochInWords = ({ epoch, producerId }: LogCell): string =>
  `${producerId === undefined ? '' : `producer id ${producerId}, `}epoch ${epoch}`

/** A log as a row of cells coloured by epoch, what is marked below. */
export function LogCells({ log, marks, before, size }: LogCellsProps) {
  const kept = before === undefined ? log.length : log.findIndex((cell, i) => !same(cell, before[i]))
  const unchanged = kept < 0 ? log.length : kept
  const dropped = before?.slice(unchanged) ?? []
  const [first] = marks
  const beyond = Math.max(0, first.at - log.length)
  const cells = log.length + beyond + dropped.length
  return (
    <div class={`log log-${size}`} role="img" aria-label={logInWords(log, marks, dropped)}>
      <div class={cells === 0 ? 'log-cells is-empty' : 'log-cells'} style={{ '--cells': String(Math.max(1, cells)) }}>
        {log.map((cell, offset) => (
          <span
            key={offset}
            class={`cell ${epochClass(cell.epoch)}${before !== undefined && offset >= unchanged ? ' is-new' : ''}${
              offset < first.at ? ' is-committed' : ''
            }`}
            title={`offset ${offset}: ${cell.record}, ${epochInWords(cell)}`}
          >
            <span class="cell-record">{cell.record}</span>
            {size === 'large' && <span class="cell-epoch">{epochOf(cell)}</span>}
          </span>
        ))}
        {Array.from({ length: beyond }, (_, i) => (
          <span
            key={`beyond${i}`}
            class="cell is-beyond"
            title={`offset ${log.length + i}: nothing, though below the ${first.words}`}
          >
            <span class="cell-record">?</span>
          </span>
        ))}
        {cells === 0 && <span class="log-empty">empty</span>}
        {dropped.map((cell, i) => (
          <span
            key={`dropped${i}`}
            class={`cell is-dropped ${epochClass(cell.epoch)}`}
            title={`dropped: ${cell.record}, ${epochInWords(cell)}`}
          >
            <s class="cell-record">{cell.record}</s>
            {size === 'large' && <span class="cell-epoch">{epochOf(cell)}</span>}
          </span>
        ))}
        {placesOf(size === 'large' ? marks : [first]).map(({ at, names }, i) => (
          <span key={at} class={`mark ${i === 0 ? 'mark-hw' : 'mark-leo'}`} style={{ '--at': String(at) }}>
            <span class="mark-name">{names}</span>
          </span>
        ))}
      </div>
    </div>
  )
}

/** Where there are marks, each with the names of all that are there: `LSO = HW`. */
function placesOf(marks: readonly LogMark[]): { readonly at: number; readonly names: string }[] {
  const offsets = [...new Set(marks.map(({ at }) => at))]
  return offsets.map((at) => ({ at, names: marks.flatMap((mark) => (mark.at === at ? [mark.name] : [])).join(' = ') }))
}

function logInWords(log: readonly LogCell[], marks: readonly LogMark[], dropped: readonly LogCell[]): string {
  const cells = log.map((cell) => `${cell.record} of ${epochInWords(cell)}`).join(', ')
  const gone = dropped.length === 0 ? '' : `; dropped ${dropped.map((cell) => cell.record).join(', ')}`
  return `log: ${cells === '' ? 'empty' : cells}${gone}; ${marks.map(({ words, at }) => `${words} ${at}`).join(', ')}`
}
