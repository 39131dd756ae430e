import { ExitCode } from './exit-codes.ts'

/** What can be wrong with what a user gave, by code. Documented in docs/errors.md. */
export const ERROR_CODES = {
  'TM-101': 'a flag, its value, or a combination of flags cannot be used',
  'TM-102': 'the bounds make a state that cannot be packed',
  'TM-103': '--max-memory is too small, or more than can be reserved',
  'TM-104': '--port or --host cannot be listened on',
  'TM-105': 'the current folder is not there any more',
  'TM-201': 'a trace file cannot be read',
  'TM-202': 'a trace file is not a trace of this tool, or is damaged',
  'TM-203': 'a trace does not replay on the model it names',
  'TM-301': 'a file cannot be written',
  'TM-401': 'a configuration file cannot be read',
  'TM-402': 'a configuration is not what it should be, or contradicts itself',
  'TM-403': 'a running cluster cannot be read',
  'TM-501': 'the file of a model cannot be loaded, or is not a model',
  'TM-601': 'there is no Kafka to run, or it cannot be fetched',
  'TM-602': 'a cluster of Kafka cannot be started',
  'TM-603': "nothing is to be explained in a cluster's records, or a file of them cannot be read",
  'TM-701': 'a checkpoint cannot be gone on with',
  'TM-801': 'the engine of --engine spark is not there, or has failed',
} as const

export type ErrorCode = keyof typeof ERROR_CODES

/** Something the user can put right; its message names the flag or file. Anything else that is thrown is a bug. */
export class UserError extends Error {
  override name = 'UserError'
  readonly code: ErrorCode
  readonly exitCode: ExitCode

  constructor(code: ErrorCode, message: string, exitCode: ExitCode = ExitCode.badFlags) {
    super(message)
    this.code = code
    this.exitCode = exitCode
  }
}
