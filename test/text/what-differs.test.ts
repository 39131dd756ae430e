import { describe, expect, it } from 'vitest'
import { whatDiffers } from '../../text/what-differs.ts'

describe('whatDiffers', () => {
  it.each([
    ['{"acks":"all","elr":true}', '{"acks":1,"elr":true}', '{"acks":"all"}', '{"acks":1}'],
    ['{"from":{"a":[1],"b":2},"c":3}', '{"from":{"v":"4.3","a":[1],"b":2},"c":3}', '{"from":{}}', '{"from":{"v":"4.3"}}'],
    ['{"a":[1,2],"b":1}', '{"a":[1],"b":1}', '{"a":[1,2]}', '{"a":[1]}'],
    ['{"a":1,"b":2}', '{"b":2,"a":1}', '{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['{"a":1}', 'nothing', '{"a":1}', 'nothing'],
    ['false', 'true', 'false', 'true'],
  ])('of %s and %s tells %s and %s', (one, other, first, second) => expect(whatDiffers(one, other)).toEqual([first, second]))
})
