/** `docs/defects.md`: what brokers are known to do wrong, and which rules each release has. */
import { type Defect, DEFECTS, type Span } from '../../model/kraft/defects.ts'
import { CURRENT_VERSION, RULES, type Since } from '../../model/kraft/releases.ts'
import { switchDocs } from '../../model/kraft/switches.ts'

/** The page, as Markdown; Prettier has yet to lay out its tables. */
export const defectsDocs = (): string =>
  [
    '<!-- Made by `npm run defects` from model/kraft/defects.ts and model/kraft/releases.ts. -->',
    '# Known defects, and rules by release',
    '',
    `\`check\` and \`validate\` give two verdicts. The first is about the protocol as it is designed: does this configuration keep its promises? The second is about the code of the release, with the defects below that it has: what the design rules out may happen all the same. The exit code follows the first, with \`--strict\` both. \`--defects none|all|ID,…\` chooses. Every defect is one rule of the model that is off; \`--switch\` sets it by hand.`,
    '',
    'What an earlier release does differently because a rule came later is no defect here: it is a row of the second table, and counts in both verdicts.',
    '',
    '| id | defect | KRaft | ZooKeeper | ticket |',
    '| --- | --- | --- | --- | --- |',
    ...DEFECTS.map(({ id, title, kraft, zookeeper, ticket }) =>
      row([`[${id}](#${id.toLowerCase()})`, title, spanOf(kraft), spanOf(zookeeper), ticket]),
    ),
    '',
    ...DEFECTS.flatMap(section),
    '## Rules by release',
    '',
    `From which release on a rule holds, up to Kafka ${CURRENT_VERSION}; several releases are the first of their lines. A release without a patch number is its first. \`--controller zookeeper\` chooses the first column for 3.0 to 3.9. A rule with a metadata.version (inter.broker.protocol.version) stays off while that of the cluster is lower: \`--metadata-version\`.`,
    '',
    '| rule | value | ZooKeeper | KRaft | metadata.version | ticket |',
    '| --- | --- | --- | --- | --- | --- |',
    ...RULES.map(({ rule, value, zookeeper, kraft, metadataVersion, ticket }) =>
      row([`\`${rule}\``, String(value), sinceText(zookeeper), sinceText(kraft), metadataVersion ?? '', ticket]),
    ),
    '',
  ].join('\n')

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`

const spanOf = (span: Span | undefined): string =>
  span === undefined
    ? 'no'
    : span.repairedIn === undefined
      ? `from ${span.from} on, not repaired`
      : `${span.from} to before ${span.repairedIn}`

const sinceText = (since: Since): string => (typeof since === 'string' ? since : since.join(', '))

/** Whether what is advised was put to a search. */
const decision = (decided: Defect['decided']): string =>
  decided === undefined
    ? 'No search has decided whether that helps.'
    : `That ${decided.half ? 'the first half of this' : 'this'} helps was decided by searches: [${decided.claim}](claims.md#${decided.claim}).`

const section = ({ id, title, story, code, evidence, avoid, decided, broken }: Defect): string[] => [
  `## ${id}`,
  '',
  `**${title}.** ${story}`,
  '',
  `- _In the code_: ${code}.`,
  `- _Evidence_: ${evidence}.`,
  `- _Avoid it_: ${avoid}. ${decision(decided)}`,
  `- _In the model_: \`${broken.rule}=${String(broken.value)}\`. By design: ${switchDocs[broken.rule]}`,
  '',
]
