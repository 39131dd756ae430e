/**
 * The state graphs of the published modules, as TLC counted them, by the reference checker: it, too, has the smallest of
 * golden/published-counts.tsv. `check` has all of them (test/cli/published-counts.searches.test.ts).
 */
import { describe, expect, it } from 'vitest'
import { referenceCheck } from '../../../checker/oracle/reference.ts'
import { PROTOCOLS } from '../../../model/zookeeper/index.ts'
