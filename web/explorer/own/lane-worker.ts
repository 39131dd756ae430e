/** One lane of a search of the user's model, on a worker of the page. */
import type { Endpoint } from 'comlink'
import { exported, settings } from 'tidemark:model'
import { exposeLane } from '../../../checker/search/lanes.ts'
import { modelOf } from './own-model.ts'

exposeLane(self as Endpoint, (properties) => modelOf(exported, settings.args, properties as readonly string[]))
