import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../../model/kraft/settings.ts'
import { KAFKA_VERSIONS, switchesOf } from '../../../model/kraft/versions.ts'
import { OptionError } from '../../../model/option-error.ts'

const valueOf = (resolved: ReturnType<typeof resolveSettings>, key: string) => resolved.settings.find((s) => s.key === key)

describe('settings', () => {
  it('default to three replicas of the current release', () => {
    const resolved = resolveSettings()
    expect(resolved.version).toBe('4.1')
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

describe('releases', () => {
  it('change the rules where Kafka did', () => {
    const changes = KAFKA_VERSIONS.slice(1).flatMap((version, i) => {
      const before = switchesOf(KAFKA_VERSIONS[i] ?? '0.10.2')
      const after = switchesOf(version)
      return Object.entries(after).flatMap(([name, value]) =>
        value === before[name as keyof typeof before] ? [] : [`${version} ${name}=${String(value)}`],
      )
    })
    expect(changes).toMatchInlineSnapshot(`
      [
        "0.11.0 truncation=kip-101",
        "2.0 truncation=kip-279",
        "2.1 epochEntryOnElection=true",
        "2.1 expandNeedsEpochStart=true",
        "2.1 truncateOnEveryEpoch=true",
        "2.1 fenceFetch=true",
        "2.2 noticeBounce=true",
        "2.7 truncation=on-fetch",
        "2.7 asyncAlterPartition=true",
        "3.0 bumpEpochOnShrink=always",
        "3.0 dynamicUncleanElection=false",
        "3.3 rejectFencedIsr=true",
        "3.5 truncateBeforeHighWatermark=true",
        "3.5 leaderChecksBrokerEpoch=true",
        "3.5 controllerChecksBrokerEpoch=true",
        "3.6 bumpEpochOnShrink=never",
        "3.6 clampMinIsr=true",
        "3.7 hwGatedByMinIsr=true",
        "3.9 dynamicUncleanElection=true",
        "4.1 elr=true",
        "4.1 lastKnownLeaderMustBeLive=true",
      ]
    `)
  })
})
