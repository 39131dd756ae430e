import { useRef, useState } from 'preact/hooks'
import type { Machine } from './machine.ts'
import type { Undoing } from './use-history.ts'

export interface ToolbarProps {
  readonly machine: Machine
  readonly onFile: (file: File) => void
  /** The address that leads here. */
  readonly link: () => string
  readonly undoing: Undoing
  readonly onRestart: () => void
}

/** The head of the page: what it is, a link to share, a trace to open. */
export function Toolbar({ onFile, link, undoing, onRestart }: ToolbarProps) {
  const picker = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState<{ readonly link: string; readonly ok: boolean }>()
  const copy = async (): Promise<void> => {
    const address = link()
    // Browsers keep the clipboard from pages without TLS on other hosts than this one: then the link is shown to be copied by hand.
    const ok = await Promise.resolve(navigator.clipboard?.writeText(address)).then(
      () => navigator.clipboard !== undefined,
      () => false,
    )
    setCopied({ link: address, ok })
    if (ok) setTimeout(() => setCopied((was) => (was?.link === address ? undefined : was)), 2500)
  }
  return (
    <header class="toolbar">
      <h1>
        Tidemark <span class="quiet">explorer</span>
      </h1>
      <div class="toolbar-buttons">
        <button
          type="button"
          title="Takes back the last step, branch or configuration, as the browser's Back does (Ctrl+Z)"
          disabled={!undoing.canUndo}
          onClick={undoing.undo}
        >
          Undo
        </button>
        <button type="button" title="Takes it again (Ctrl+Shift+Z)" disabled={!undoing.canRedo} onClick={undoing.redo}>
          Redo
        </button>
        <button type="button" onClick={onRestart}>
          Start over
        </button>
        <button type="button" onClick={() => picker.current?.click()}>
          Open a trace
        </button>
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          aria-label="Trace file"
          hidden
          onChange={(event) => {
            const file = event.currentTarget.files?.[0]
            event.currentTarget.value = ''
            if (file !== undefined) onFile(file)
          }}
        />
        <button type="button" class="primary" onClick={() => void copy()}>
          Copy link
        </button>
        <span class="copied" role="status">
          {copied?.ok === true && 'Copied'}
        </span>
      </div>
      {copied?.ok === false && (
        <label class="link-box">
          <span>The link to this path:</span>
          <input type="text" readOnly value={copied.link} onFocus={(event) => event.currentTarget.select()} />
          <button type="button" onClick={() => setCopied(undefined)}>
            Close
          </button>
        </label>
      )}
    </header>
  )
}
