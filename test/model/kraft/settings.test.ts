import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../../model/kraft/settings.ts'
import { DEFECT_IDS, DEFECTS, defectsOf } from '../../../model/kraft/defects.ts'
import {
  type Controller,
  controllerOf,
  controllersOf,
  defaultsOf,
  KAFKA_VERSIONS,
  type KafkaVersion,
  releaseOf,
  since,
  switchesOf,
} from '../../../model/kraft/versions.ts'
import { OptionError } from '../../../model/option-error.ts'

const valueOf = (resolved: ReturnType<typeof resolveSettings>, key: string) => resolved.settings.find((s) => s.key === key)

describe('settings', () => {
  it('default to three replicas of the current release', () => {
    const resolved = resolveSettings()
    expect(resolved.version).toBe('4.4')
    expect(resolved.options).toMatchObject({
      replicas: 3,
      minIsr: 2,
      acks: 'all',
      uncleanElection: false,
      idempotence: true,
      retries: 0,
    })
    expect(resolved.options.switches.elr).toBe(true)
    expect(valueOf(resolved, 'min.insync.replicas')).toEqual({ key: 'min.insync.replicas', value: '2', origin: 'model' })
    expect(valueOf(resolved, 'acks')).toEqual({ key: 'acks', value: 'all', origin: 'kafka' })
  })

  it('take defaults from the release', () => {
    expect(resolveSettings({ version: '0.10.2' }).options).toMatchObject({ uncleanElection: true, acks: '1', idempotence: false })
    expect(resolveSettings({ version: '2.8' }).options).toMatchObject({ uncleanElection: false, acks: '1', idempotence: false })
    expect(resolveSettings({ version: '4.0' }).options.switches.elr).toBe(false)
    expect(resolveSettings({ version: '4.0', set: { 'eligible.leader.replicas.version': '1' } }).options.switches.elr).toBe(true)
  })

  it('know a key by its other names', () => {
    const { options } = resolveSettings({ set: { 'default.replication.factor': '2', 'log.flush.interval.messages': '1' } })
    expect(options).toMatchObject({ replicas: 2, flushMessages: 1 })
  })

  it('turn idempotence off as the client does', () => {
    const silent = resolveSettings({ set: { acks: '1' } })
    expect(silent.options.idempotence).toBe(false)
    expect(silent.notes).toEqual(['acks=1 turns idempotence off: enable.idempotence=true is only the default'])
    expect(() => resolveSettings({ set: { acks: '1', 'enable.idempotence': 'true' } })).toThrow(/ConfigException/)
    expect(resolveSettings({ version: '3.6', set: { 'max.in.flight.requests.per.connection': '6' } }).options.idempotence).toBe(
      false,
    )
    expect(() => resolveSettings({ set: { 'max.in.flight.requests.per.connection': '6' } })).toThrow(OptionError)
  })

  it('refuse what the release or the model does not know', () => {
    expect(() => resolveSettings({ set: { 'min.insync.replica': '1' } })).toThrow(OptionError)
    expect(() => resolveSettings({ version: '3.9', set: { 'eligible.leader.replicas.version': '1' } })).toThrow(OptionError)
    expect(() => resolveSettings({ set: { acks: 'some' } })).toThrow(OptionError)
    expect(() => resolveSettings({ switches: { nonsense: 'true' } })).toThrow(OptionError)
    expect(() => resolveSettings({ switches: { truncation: 'sometimes' } })).toThrow(OptionError)
  })

  it('flip single switches', () => {
    expect(resolveSettings({ switches: { maximalIsr: 'false', truncation: 'kip-279' } }).options.switches).toMatchObject({
      maximalIsr: false,
      truncation: 'kip-279',
    })
  })
})

const changes = (controller: Controller) => {
  const versions = KAFKA_VERSIONS.filter((v) => controllersOf(v).includes(controller))
  return versions.slice(1).flatMap((version, i) => {
    const before = switchesOf(versions[i] ?? version, { controller })
    return Object.entries(switchesOf(version, { controller })).flatMap(([name, value]) =>
      value === before[name as keyof typeof before] ? [] : [`${version} ${name}=${String(value)}`],
    )
  })
}

describe('releases', () => {
  it('change the rules where Kafka on ZooKeeper did', () => {
    expect(changes('zookeeper')).toMatchInlineSnapshot(`
      [
        "0.11.0 truncation=kip-101",
        "2.0 truncation=kip-279",
        "2.0 dynamicUncleanElection=true",
        "2.0.1 epochEntryOnElection=true",
        "2.0.1 expandNeedsEpochStart=true",
        "2.0.1 truncateOnEveryEpoch=true",
        "2.1 fenceEpochQuery=true",
        "2.2 noticeBounce=true",
        "2.5 fenceFetch=true",
        "2.7 truncation=on-fetch",
        "2.7 asyncAlterPartition=true",
        "3.3 rejectFencedIsr=true",
        "3.3.2 followerReadsFromIsr=true",
        "3.4.1 truncateBeforeHighWatermark=true",
        "3.7 hwGatedByMinIsr=true",
        "3.7 clampMinIsr=true",
        "3.9.1 matchReplyEpoch=true",
        "3.9.1 refuseLaterRecords=true",
      ]
    `)
  })

  it('change the rules where Kafka on KRaft did', () => {
    expect(changes('kraft')).toMatchInlineSnapshot(`
      [
        "3.3 rejectFencedIsr=true",
        "3.3.2 followerReadsFromIsr=true",
        "3.4.1 truncateBeforeHighWatermark=true",
        "3.5 controllerChecksBrokerEpoch=true",
        "3.6 bumpEpochOnShrink=never",
        "3.7 hwGatedByMinIsr=true",
        "3.7 clampMinIsr=true",
        "3.8 reassignmentCompletion=target",
        "3.9 uncleanByConfig=true",
        "3.9 dynamicUncleanElection=true",
        "3.9.1 matchReplyEpoch=true",
        "3.9.1 refuseLaterRecords=true",
        "4.0 matchReplyEpoch=false",
        "4.0 refuseLaterRecords=false",
        "4.0 demotedCoordinatorStops=false",
        "4.0.1 matchReplyEpoch=true",
        "4.0.1 refuseLaterRecords=true",
        "4.1 elr=true",
        "4.1 lastKnownLeaderMustBeLive=true",
        "4.3 reassignmentCompletion=added-or-target",
        "4.4 demotedCoordinatorStops=true",
      ]
    `)
  })

  it('leave a choice between ZooKeeper and KRaft from 3.0 to 3.9', () => {
    expect(resolveSettings({ version: '3.8' }).controller).toBe('kraft')
    expect(resolveSettings({ version: '3.8', controller: 'zookeeper' }).options.switches).toMatchObject({
      uncleanByConfig: true,
      controllerChecksBrokerEpoch: false,
    })
    expect(resolveSettings({ version: '2.8' }).controller).toBe('zookeeper')
    expect(() => resolveSettings({ version: '4.0', controller: 'zookeeper' })).toThrow(OptionError)
    expect(() => resolveSettings({ version: '2.8', controller: 'kraft' })).toThrow(OptionError)
  })

  it('wait for metadata.version with the rules that need it', () => {
    const held = resolveSettings({ version: '4.4', metadataVersion: '3.3' }).options.switches
    expect(held).toMatchObject({
      elr: false,
      controllerChecksBrokerEpoch: false,
      bumpEpochOnShrink: 'always',
      hwGatedByMinIsr: true,
    })
    expect(resolveSettings({ version: '4.4', metadataVersion: '4.0' }).options.switches.elr).toBe(false)
    expect(() =>
      resolveSettings({ version: '4.4', metadataVersion: '3.9', set: { 'eligible.leader.replicas.version': '1' } }),
    ).toThrow(OptionError)
    expect(() => resolveSettings({ version: '3.9', metadataVersion: '4.0' })).toThrow(OptionError)
  })

  it('stand for their patch releases', () => {
    const read = ['3.4.0', '3.4.1', '3.4.7', '3.3.1', '4.4.0', '4.5', '0.10.2', '3'].map(releaseOf)
    expect(read).toEqual(['3.4', '3.4.1', '3.4.1', '3.3', '4.4', undefined, '0.10.2', undefined])
  })

  it('bring a repair to each line of releases', () => {
    const on = KAFKA_VERSIONS.filter((v) => defaultsOf(v)['enable.idempotence'] === 'true')
    expect(on.slice(0, 4)).toEqual(['3.0.1', '3.1.1', '3.2', '3.3'])
    expect(KAFKA_VERSIONS.filter((v) => since(v, '3.3') && !switchesOf(v).truncateBeforeHighWatermark)).toEqual([
      '3.3',
      '3.3.2',
      '3.4',
    ])
  })

  it('take a setting for unclean elections on KRaft only from 3.9 on', () => {
    const set = { 'unclean.leader.election.enable': 'true' }
    expect(resolveSettings({ version: '3.8', set }).notes).toEqual([
      'unclean.leader.election.enable has no effect: on KRaft a setting elects uncleanly only from Kafka 3.9 on (KAFKA-12670)',
    ])
    expect(resolveSettings({ version: '3.9', set }).notes).toEqual([])
    expect(resolveSettings({ version: '3.8', controller: 'zookeeper', set }).notes).toEqual([])
  })
})

describe('known defects', () => {
  it('are those of the release', () => {
    const ids = (version: KafkaVersion) => defectsOf(version, controllerOf(version)).map((d) => d.id)
    expect(ids('1.1')).toEqual([])
    expect(ids('2.8')).toEqual(['F1'])
    expect(ids('3.9')).toEqual(['F1', 'F2'])
    expect(ids('4.2')).toEqual(['F1', 'F2', 'R1', 'R2', 'R3', 'S1', 'D1', 'F10', 'X1', 'X2'])
    expect(ids('4.4')).toEqual(['F1', 'F2', 'R1', 'S1', 'D1', 'F10', 'X1', 'X2'])
    expect(defectsOf('3.9', 'zookeeper').map((d) => d.id)).toEqual(['F1'])
  })

  it('are one rule each, which is on by design', () => {
    expect(DEFECTS.map((d) => d.id)).toEqual(DEFECT_IDS)
    for (const { broken } of DEFECTS) expect(switchesOf('4.4')[broken.rule]).not.toBe(broken.value)
    expect(new Set(DEFECTS.map((d) => d.broken.rule)).size).toBe(DEFECTS.length)
  })

  it('are in the rules only when asked for, and only when the release has them', () => {
    expect(resolveSettings().options.switches.reelection).toBe('reset-all')
    expect(resolveSettings({ defects: ['F1'] }).options.switches.reelection).toBe('keep-log-ends')
    expect(() => resolveSettings({ defects: ['R2'] })).toThrow(
      new OptionError('defects', 'among those of Kafka 4.4: F1, F2, R1, S1, D1, F10, X1, X2', 'R2'),
    )
  })
})
