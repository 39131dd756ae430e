/** How the page of a validation looks: light, and dark where the reader has it dark. Contrasts are 4.5 and more. */
export const STYLE = `
:root { color-scheme: light dark; --page: #fbfbf9; --card: #fff; --ink: #1c2326; --quiet: #55605f; --line: #d5dad6; --accent: #0b5c8a;
  --bad: #a3241b; --bad-soft: #fbe6e3; --good: #1f6b3a; --good-soft: #e2f3e6; --warn: #7a5200; --warn-soft: #fbf0d6;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
@media (prefers-color-scheme: dark) { :root { --page: #14191b; --card: #1d2427; --ink: #e8ecea; --quiet: #a9b4b2; --line: #39444a;
  --accent: #7cc4f0; --bad: #ff9c90; --bad-soft: #45211e; --good: #8fd6a4; --good-soft: #1d3826; --warn: #f0c670; --warn-soft: #40331a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 1240px; margin: 0 auto; padding: 20px 16px 48px; }
h1 { font-size: 20px; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 0 0 8px; }
h3 { font-size: 16px; margin: 0 0 6px; }
p { margin: 6px 0; max-width: 80ch; }
a { color: var(--accent); }
code { font-family: var(--mono); font-size: 13px; }
.quiet { color: var(--quiet); }
section, .answer { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin: 14px 0; }
.answer { border-left-width: 6px; }
.answer.bad { border-left-color: var(--bad); }
.answer.good { border-left-color: var(--good); }
.bad { color: var(--bad); }
.good { color: var(--good); }
.answer.bad, .answer.good { color: inherit; }
.word { font-weight: 700; }
.scroll { overflow-x: auto; margin: 10px 0; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: 7px 10px; border-bottom: 1px solid var(--line); min-width: 108px; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { background: var(--page); font-weight: 600; }
tbody th { font-weight: 600; position: sticky; left: 0; background: var(--card); min-width: 120px; }
td.good { background: var(--good-soft); }
td.bad { background: var(--bad-soft); }
td.ignored { background: var(--warn-soft); color: var(--warn); }
td .beside { display: block; font-size: 13px; }
table.keys { overflow-wrap: anywhere; }
dl { margin: 8px 0; display: grid; grid-template-columns: minmax(80px, max-content) 1fr; gap: 5px 14px; }
dt { font-weight: 600; color: var(--quiet); }
dd { margin: 0; max-width: 84ch; }
article { border-top: 1px solid var(--line); padding-top: 14px; margin-top: 18px; }
ol.steps { margin: 8px 0; padding-left: 34px; }
ol.steps li { margin: 4px 0; }
ul { margin: 6px 0; padding-left: 22px; }
details { margin: 10px 0; }
summary { cursor: pointer; color: var(--accent); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
pre { font: 13px/1.5 var(--mono); background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: 8px 10px; margin: 8px 0;
  white-space: pre-wrap; }
@media (max-width: 600px) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; } main { padding: 12px 10px 32px; } }
@media print { details > * { display: block; } section { break-inside: avoid; } }
`
