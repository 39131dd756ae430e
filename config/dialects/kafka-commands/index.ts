import type { Dialect } from '../../dialect.ts'
import { isScript } from '../../folder.ts'
import { readScript } from '../../kafka-commands.ts'
import { hasCommands } from '../../shell.ts'
import type { Sketch } from '../../sketch.ts'

/** By its name or its first line: a manual or what a terminal shows may have such commands in it, too. */
const isOfShell = (sketch: Sketch): boolean => isScript(sketch.file) || /^#!.*\b(?:ba|z|k|da)?sh\b/.test(sketch.lines[0] ?? '')

export const kafkaCommands = {
  name: 'kafka-commands',
  title: 'a script that runs kafka-topics.sh or kafka-configs.sh',
  net: 'none',
  foundBy: 'a name such as `topics.sh`, or `#!/bin/sh`, with `kafka-topics` or `kafka-configs` in it',
  reads:
    'what `kafka-topics --create` and `kafka-configs --alter` say of topics and brokers, with variables, loops and functions of the script itself; also in `command`, `args` and `entrypoint` of Compose and Kubernetes',
  defaults: 'the brokers’',
  marks: (sketch: Sketch) => !sketch.isJson && isOfShell(sketch) && sketch.lines.some(hasCommands),
  // oxlint-disable-next-line require-yield -- it is one of several readers
  *read(source) {
    return readScript(source)
  },
} as const satisfies Dialect
