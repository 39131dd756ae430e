/** Topics that only base has: who applies head may delete them, so that the answer is open. */
import { describe, expect, it } from 'vitest'
import { finished, readConfig } from '../../config/index.ts'
import { casesOf } from '../../guarantees/cases.ts'
import { head, heads, type Texts } from './sides.ts'

const topic = (name: string): string =>
  `apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: ${name}\nspec:\n  replicas: 3\n  config:\n    min.insync.replicas: 2\n---\n`
const listed = (name: string): string =>
  `Topic: ${name}\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: min.insync.replicas=2\n\tTopic: ${name}\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3\n`
const goes = (names: string, pronouns: string) =>
  `only base has ${names}: whoever applies head with pruning (Strimzi’s topic operator when a resource is deleted, Argo CD, kubectl apply --prune) deletes ${pronouns} records`

describe('topics that only base has', () => {
  it.each<[string, Texts, Texts, string]>([
    [
      'a resource',
      { 'b.yaml': topic('orders') + topic('pay') },
      { 'h.yaml': topic('orders') },
      `b.yaml:13:9: ${goes('topic pay', 'it and its')}`,
    ],
    [
      'all that there were',
      { 'b.yaml': topic('orders') + topic('pay') },
      { 'h.yaml': topic('new') },
      `b.yaml:4:9: ${goes('topics orders and pay', 'them and their')}`,
    ],
    [
      'a resource that a listing of the cluster shows too',
      { 'b.txt': listed('orders') + listed('pay') + listed('audit'), 'b.yaml': topic('orders') + topic('pay') },
      { 'h.yaml': topic('orders') },
      `b.txt:3:8: ${goes('topic pay', 'it and its')}`,
    ],
    [
      'the last of them',
      { 'b.yaml': topic('orders') },
      {
        'h.yaml':
          'apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata:\n  name: my\nspec:\n  kafka:\n    config:\n      min.insync.replicas: 2\n',
      },
      `b.yaml:4:9: ${goes('topic orders', 'it and its')}`,
    ],
  ])('%s', (_name, base, files, unread) => {
    expect(heads(files, { base }).map((came) => came.unread)).toEqual([[unread]])
  })

  it.each<[string, string, string]>([
    ['one', 'pay', 'topic pay: nothing in head is about it'],
    ['several', 'pay,audit,a,b,c,d', 'topics pay, audit, a, b, c and 1 more: nothing in head is about them'],
  ])('are no open answer where only a listing of the cluster has them: %s', (_name, others, said) => {
    const base = { 'b.txt': ['orders', ...others.split(',')].map(listed).join('') }
    const came = heads({ 'h.yaml': topic('orders') }, { base })
    expect(came.map(({ unread }) => unread)).toEqual([[]])
    expect(came[0]?.notes).toContain(`only base, a listing, has ${said}, and nothing is compared`)
  })

  it('are not those that nobody asks about, nor those of files that speak of the cluster alone', () => {
    const files = { 'h.properties': 'process.roles=broker\nnode.id=1\nmin.insync.replicas=1\n' }
    expect(head(files, { base: { 'b.txt': listed('orders') } }).unread).toEqual([])
    const read = (text: string) => [readConfig({ file: 'f', text, side: 'after' })]
    const { cases } = finished(
      casesOf(read(topic('orders') + topic('pay')), read(topic('orders')), true, {
        topics: ['orders'],
        headVersion: '4.0',
        baseVersion: '4.0',
      }),
    )
    expect(cases.map((one) => one.head.side.unread)).toEqual([[]])
  })

  it('change nothing where that is what somebody takes upon himself, with a word', () => {
    const read = (text: string) => [readConfig({ file: 'f', text, side: 'after' })]
    const given = { headVersion: '4.0', baseVersion: '4.0', assumeDefaults: true } as const
    const { cases } = finished(casesOf(read(topic('orders') + topic('pay')), read(topic('orders')), true, given))
    expect(cases.map(({ head: { side } }) => [side.unread, side.warnings])).toEqual([
      [[], [`${goes('topic pay', 'it and its')} (f:13:9): taken to change nothing, as --assume-defaults says`]],
    ])
  })
})
