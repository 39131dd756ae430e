import { useEffect, useState } from 'preact/hooks'
import { byGroup, GROUP_TITLES } from '../report/property-groups.ts'
import {
  type Catalogue,
  type Configuration,
  firstConfiguration,
  type OptionField,
  type OptionValue,
  withOption,
} from './catalogue.ts'

export interface ConfigFormProps {
  readonly catalogue: Catalogue
  readonly configuration: Configuration
  /** Returns what is wrong with it, or undefined once it is in use. */
  readonly onApply: (configuration: Configuration) => string | undefined
}

/** Chooses what is explored: a model, its options, the properties that are judged. */
export function ConfigForm({ catalogue, configuration, onApply }: ConfigFormProps) {
  const [draft, setDraft] = useState(configuration)
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    setDraft(configuration)
    setProblem(undefined)
  }, [configuration])
  const entry = catalogue.find((m) => m.name === draft.model) ?? catalogue[0]
  if (entry === undefined) return null
  const change = (name: string, value: OptionValue) => setDraft(withOption(entry, draft, name, value))
  const toggle = (name: string) =>
    setDraft({
      ...draft,
      properties: entry.properties.map((p) => p.name).filter((p) => draft.properties.includes(p) !== (p === name)),
    })
  return (
    <form
      class="config"
      aria-label="Configuration"
      onSubmit={(event) => {
        event.preventDefault()
        setProblem(onApply(draft))
      }}
    >
      <div class="fields">
        <label class="field field-wide">
          <span>Model</span>
          <select
            name="model"
            value={draft.model}
            onChange={(event) => {
              const chosen = catalogue.find((m) => m.name === event.currentTarget.value)
              if (chosen !== undefined) setDraft(firstConfiguration(chosen))
            }}
          >
            {catalogue.map((m) => (
              <option key={m.name} value={m.name}>
                {m.title}
              </option>
            ))}
          </select>
        </label>
        {entry.fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={draft.options[field.name] ?? field.initial}
            onChange={(value) => change(field.name, value)}
          />
        ))}
      </div>
      {byGroup(entry.properties).map(({ group, items }) => (
        <fieldset key={group} data-group={group}>
          <legend title={GROUP_TITLES[group].help}>{GROUP_TITLES[group].title}</legend>
          {items.map(({ name, statement }) => (
            <div key={name} class="offer">
              <label class="check">
                <input
                  type="checkbox"
                  name={name}
                  aria-describedby={`about-${name}`}
                  checked={draft.properties.includes(name)}
                  onChange={() => toggle(name)}
                />
                <span>{name}</span>
              </label>
              <p id={`about-${name}`} class="property-statement">
                {statement}
              </p>
            </div>
          ))}
        </fieldset>
      ))}
      <p class="actions">
        <button type="submit" class="primary">
          Use this configuration
        </button>
        {problem !== undefined && (
          <span class="problem" role="alert">
            {problem}
          </span>
        )}
      </p>
    </form>
  )
}

interface FieldProps {
  readonly field: OptionField
  readonly value: OptionValue
  readonly onChange: (value: OptionValue) => void
}

function Field({ field, value, onChange }: FieldProps) {
  switch (field.kind) {
    case 'choice':
      return (
        <label class="field" title={field.help}>
          <span>{field.label}</span>
          <select name={field.name} value={String(value)} onChange={(event) => onChange(event.currentTarget.value)}>
            {field.choices.map((choice) => (
              <option key={choice} value={choice}>
                {field.labels?.[choice] ?? choice}
              </option>
            ))}
          </select>
        </label>
      )
    case 'number':
      return (
        <label class="field" title={field.help}>
          <span>{field.label}</span>
          <input
            type="number"
            name={field.name}
            required
            min={field.min}
            max={field.max}
            step={1}
            value={String(value)}
            onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
          />
        </label>
      )
    case 'text':
      return (
        <label class="field" title={field.help}>
          <span>{field.label}</span>
          <input
            type="text"
            name={field.name}
            placeholder={field.placeholder}
            value={String(value)}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        </label>
      )
    case 'flag':
      return (
        <label class="field field-flag" title={field.help}>
          <input
            type="checkbox"
            name={field.name}
            checked={value === true}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
          <span>{field.label}</span>
        </label>
      )
  }
}
