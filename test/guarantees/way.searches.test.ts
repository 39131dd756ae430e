/** What a change costs while it is made, by the code of a release alone: switching ELR off (X1), and min.insync.replicas written again (F10). */
import { describe, expect, it } from 'vitest'
import { ask, deltasOf, lines, only, withSharedAnswers, write } from '../cli/validate/ask.ts'
import { here } from '../cli/run.ts'

async function told(folder: string, base: string, head: string, envelope: string) {
  const args = ['--base', base, '--head', head, '--guarantee', 'electable', '--envelope', envelope]
  const { code, report } = await ask(folder, args)
  const subject = only(report)
  const [delta] = subject.deltas
  const cell = delta?.rollout.code
  const strict = await here(['validate', ...args, '--strict'], folder)
  return {
    exits: [code, strict.code],
    design: deltasOf(subject),
    code: [delta?.code, cell?.verdict, cell?.steps, cell?.defects],
    losses: subject.codeLosses.map(({ guarantee, when, defects }) => [guarantee, when, defects]),
    isSaid: strict.stdout.includes(`lost while changing ${cell?.steps ?? 0} (${cell?.defects?.join() ?? ''})`),
    replay: (await here(['trace', cell?.trace ?? '', '--quiet'], folder)).code,
  }
}

describe('on the way between two configurations', () => {
  it('switching eligible leader replicas off strands a partition by the code (X1), not by design', () =>
    withSharedAnswers(async (folder) => {
      const of = (elr: 0 | 1) =>
        lines('kafka.version=4.4.0', 'replication.factor=2', 'min.insync.replicas=1', `eligible.leader.replicas.version=${elr}`)
      write(folder, { 'on.properties': of(1), 'off.properties': of(0) })
      expect(await told(folder, 'on.properties', 'off.properties', 'cutoff')).toEqual({
        exits: [0, 12],
        design: ['electable/cutoff kept: proved -> proved'],
        code: ['lost while changing', 'refuted', 4, ['X1']],
        losses: [['electable', 'rollout', ['X1']]],
        isSaid: true,
        replay: 0,
      })
    }))

  it('a default of the cluster that a topic overrides strands it by the code once it is written (F10), though nothing changes for it', () =>
    withSharedAnswers(async (folder) => {
      const server = lines(
        'kafka.version=4.4.0',
        'process.roles=broker,controller',
        'min.insync.replicas=1',
        'eligible.leader.replicas.version=1',
      )
      const topics = lines(
        'Topic: orders\tTopicId: a\tPartitionCount: 1\tReplicationFactor: 2\tConfigs: min.insync.replicas=2',
        '\tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: 1,2\tElr: \tLastKnownElr: ',
      )
      const dump = lines(
        'Default configs for brokers in the cluster are:',
        '  min.insync.replicas=2 sensitive=false synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=2}',
      )
      write(folder, {
        'today/server.properties': server,
        'today/topics.txt': topics,
        'then/server.properties': server,
        'then/topics.txt': topics,
        'then/cluster.txt': dump,
      })
      expect(await told(folder, 'today', 'then', 'restarts')).toEqual({
        exits: [0, 12],
        design: ['electable/restarts kept: proved -> proved'],
        code: ['lost while changing', 'refuted', 3, ['F10']],
        losses: [['electable', 'rollout', ['F10']]],
        isSaid: true,
        replay: 0,
      })
    }))
})
