import { describe, expect, it } from 'vitest'
import { ConfigError, readReassignmentPlan } from '../../config/index.ts'

const read = (text: string) => readReassignmentPlan('plan.json', text)

describe('a plan of kafka-reassign-partitions', () => {
  it('names partitions and their replicas, in order', () => {
    const text = '{"version":1,"partitions":[\n{"topic":"orders","partition":3,"replicas":[5,2],"log_dirs":["any","any"]}]}'
    expect(read(text)).toEqual([
      { topic: 'orders', partition: 3, replicas: [5, 2], place: { file: 'plan.json', line: 2, column: 1 } },
    ])
  })

  it.each([
    ['{}', 'no list of "partitions"'],
    ['{"version":2,"partitions":[]}', 'another "version" than 1'],
    ['{"partitions":[{"partition":0,"replicas":[1]}]}', 'without "topic"'],
    ['{"partitions":[{"topic":"a","partition":0,"replicas":[]}]}', 'without "replicas"'],
    ['{"partitions":[{"topic":"a","partition":0,"replicas":[1,1]}]}', 'a replica twice'],
    ['{"partitions":[{"topic":"a","partition":0.5,"replicas":[1]}]}', 'not a whole number'],
    [
      '{"partitions":[{"topic":"a","partition":0,"replicas":[1]},{"topic":"a","partition":0,"replicas":[2]}]}',
      'a partition twice',
    ],
  ])('is none: %s', (text, why) => {
    expect(() => read(text)).toThrow(ConfigError)
    expect(() => read(text)).toThrow(why)
  })
})
