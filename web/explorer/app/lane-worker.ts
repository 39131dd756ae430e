/** One lane of a search, on a worker of the page. */
import type { Endpoint } from 'comlink'
import { exposeLane } from '../../../checker/search/lanes.ts'
import { build } from '../../../questions/spec.ts'

exposeLane(self as Endpoint, build)
