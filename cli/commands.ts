/** The commands as help lists them. What one takes is in a module of its own, which is loaded only when it is named. */
import type { Command } from 'commander'

const COMMANDS = {
  check: {
    args: '[file...]',
    description: 'explore every reachable state within the bounds; prove the properties or show the shortest counterexample',
  },
  simulate: {
    args: '[file...]',
    description:
      'walk through a model at random where there is too much to explore; what is found is a counterexample, made short',
  },
  trace: { args: '<file>', description: 'read a saved counterexample, run it again on the model, and show it' },
  explore: {
    args: '[file]',
    description: 'step through a model in the browser: take actions, go back, branch, check; or open a saved counterexample',
  },
  validate: {
    args: '[file...]',
    description: 'hold a Kafka configuration, or a change of one, to its guarantees: each proved within bounds or refuted',
  },
  claims: {
    args: '[id...]',
    description: 'what people say about Kafka replication, each sentence with a proof or a counterexample',
  },
  confirm: {
    args: '[file]',
    description: 'replay a saved counterexample on a real Kafka on this machine, and compare every step',
  },
  explain: {
    args: '<file...>',
    description: "explain a cluster's own records by a run of the model: were acknowledged records lost, when, and by what",
  },
  kafka: { args: '[version...]', description: 'fetch the jars of a release of Kafka, for confirm' },
  expand: { args: '', description: 'a filter for check --engine spark: packed states in, what they lead to out' },
} as const

export type CommandName = keyof typeof COMMANDS

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[]

/** Adds a command to the program, without its flags; `argument` says what its argument is. */
export function addCommand(program: Command, name: CommandName, argument = ''): Command {
  const { args, description } = COMMANDS[name]
  const command = program.command(name).description(description)
  return args === '' ? command : command.argument(args, argument)
}

/** The command that the words name, be it to run it or to be helped with it. */
export function commandIn(words: readonly string[]): CommandName | undefined {
  const name = commandWord(words)
  return COMMAND_NAMES.find((known) => known === name)
}

/** The word that stands where a command does, whether there is such a command or not. */
export function commandWord(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'))
  return first === 'help' ? second : first
}
