/** Columns that are asked for by name: a rolling restart, zones, a data centre. Lengths are those measured for the model before it was built. */
import { describe, expect, it } from 'vitest'
import { cellsOf, lines, only, reportOf, withSharedAnswers, write } from '../cli/validate/ask.ts'
import { here } from '../cli/run.ts'

async function told(elr: '0' | '1', envelope: string, ...more: readonly string[]): Promise<readonly string[]> {
  return withSharedAnswers(async (folder) => {
    const file = lines(
      'kafka.version=4.4',
      'replication.factor=3',
      'min.insync.replicas=2',
      `eligible.leader.replicas.version=${elr}`,
      ...more,
    )
    write(folder, { 'topic.properties': file })
    const args = ['--envelope', envelope, '--guarantee', 'acked,writable', '--defects', 'none', '--json']
    return cellsOf(only(reportOf(await here(['validate', 'topic.properties', ...args], folder))))
  })
}

describe('a data centre without power', () => {
  it('loses what nobody had flushed, as one incident', async () => {
    expect(await told('1', 'centre')).toEqual(['acked/centre refuted 13', 'writable/centre refuted 1'])
    expect(await told('0', 'centre')).toEqual(['acked/centre refuted 12', 'writable/centre refuted 1'])
  })

  it('loses nothing where every record is flushed', async () => {
    expect(await told('1', 'centre', 'flush.messages=1')).toEqual(['acked/centre proved', 'writable/centre refuted 1'])
  })
})

describe('a zone without power', () => {
  it('of two has two of three replicas: one follower out of sync before it, and records are lost', async () => {
    // Until the controller has heard of the second that is gone, the third may still lead with an ISR of two.
    expect(await told('1', 'zones2')).toEqual(['acked/zones2 refuted 12', 'writable/zones2 refuted 2'])
    expect(await told('0', 'zones2')).toEqual(['acked/zones2 refuted 11', 'writable/zones2 refuted 2'])
  })

  it('of three is one broker', async () => {
    expect(await told('1', 'zones3')).toEqual(['acked/zones3 proved', 'writable/zones3 proved'])
  })
})

describe('a rolling restart', () => {
  it('loses nothing by design, and one broker at a time leaves writes possible', async () => {
    expect(await told('1', 'rolling')).toEqual(['acked/rolling proved', 'writable/rolling proved'])
  })
})
