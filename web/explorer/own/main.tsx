/** The entry of the explorer page around a model of the user's own. */
import { render } from 'preact'
import { exported, settings } from 'tidemark:model'
import type { JsonValue } from '../../../traces/trace.ts'
import { Explorer } from '../explorer.tsx'
import '../../report/page.css'
import '../explorer.css'
import { ownChecker } from './own-checker.ts'
import { ownEntry } from './own-entry.ts'
import { modelOf } from './own-model.ts'
import { verifyOwn } from './verify-own.ts'

const place = document.querySelector('#explorer')
if (place !== null)
  modelOf(exported, settings.args).then(
    (model) => {
      const entry = ownEntry(model, settings.shown, settings.args as JsonValue | undefined)
      document.title = `${model.name} · Tidemark explorer`
      render(<Explorer catalogue={[entry]} checker={ownChecker(entry)} verify={(text) => verifyOwn(model, text)} />, place)
    },
    (error: unknown) => {
      render(<p role="alert">{error instanceof Error ? error.message : String(error)}</p>, place)
    },
  )
