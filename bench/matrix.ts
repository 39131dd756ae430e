/**
 * `npm run matrix`: every row of the verdict matrix, exhausted, its verdicts, lengths and number of states held against what
 * the matrix says. Exits with 1 when one differs. `npm test` does the same for the smaller rows.
 */
import { availableParallelism } from 'node:os'
import { explore } from '../checker/index.ts'
import { MATRIX } from '../model/kraft/matrix.ts'

const module = new URL('./matrix-model.ts', import.meta.url).href
const started = performance.now()
let wrong = 0
for (const [i, row] of MATRIX.entries()) {
  const found = await explore({ module, args: i }, { workers: availableParallelism(), maxMemory: 2 ** 32 })
  const actual = Object.fromEntries(
    found.properties.map((p) => [p.name, p.verdict === 'violated' ? p.path?.steps.length : p.verdict]),
  )
  const expected = { ...row.verdicts, MetadataFits: 'holds', RecordAcknowledged: 'holds' }
  const names = Object.keys(actual)
  const differs = names.filter((name) => actual[name] !== (expected as Record<string, unknown>)[name])
  const same = found.exhausted && found.distinct === row.states && differs.length === 0
  if (!same) wrong++
  const verdicts = Object.keys(row.verdicts).map((name) => `${name} ${actual[name]}`)
  process.stdout.write(
    `${same ? 'as expected' : 'DIFFERS    '}  row ${row.row.padEnd(4)} ${found.distinct.toLocaleString('en-US').padStart(11)} states ${found.seconds.toFixed(1).padStart(6)} s  ${row.title}: ${verdicts.join(', ')}\n`,
  )
  if (!same) process.stdout.write(`             expected ${row.states} states, ${JSON.stringify(expected)}\n`)
}
process.stdout.write(
  `${MATRIX.length - wrong} of ${MATRIX.length} rows as expected, ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
)
process.exitCode = wrong === 0 ? 0 : 1
