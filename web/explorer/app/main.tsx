/** The entry of the explorer page: the components of web/explorer, given the models and a checker on workers. */
import { render } from 'preact'
import { Explorer } from '../explorer.tsx'
import '../../report/page.css'
import '../explorer.css'
import { verifyTrace } from '../../../questions/verify-trace.ts'
import { MODELS } from './catalogue.ts'
import { pageChecker } from './page-checker.ts'

const place = document.querySelector('#explorer')
if (place !== null) render(<Explorer catalogue={MODELS} checker={pageChecker} verify={verifyTrace} />, place)
