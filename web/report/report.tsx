/** The entry of the report: the trace that the file carries. */
import { render } from 'preact'
import './page.css'
import { TraceView } from './trace-view.tsx'
import type { ReportData } from '../../traces/report-types.ts'
import { useStepLink } from './use-step-link.ts'

function Report({ data }: { readonly data: ReportData }) {
  const [step, setStep] = useStepLink(data.steps.length - 1)
  return <TraceView data={data} step={step} onStep={setStep} />
}

const source = document.getElementById('trace-data')
const root = document.getElementById('report')
if (source !== null && root !== null) {
  const data = JSON.parse(source.textContent) as ReportData
  document.title = `${data.property.name} ${data.status} · Tidemark`
  root.textContent = ''
  render(<Report data={data} />, root)
}
