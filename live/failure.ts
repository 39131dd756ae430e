/** Why a node could not be asked, in words: what the client throws is long, nested, and may hold what nobody should see. */
import { AuthenticationError, MultipleErrors, ProtocolError, TimeoutError } from '@platformatic/kafka'
import { messageOf } from '../text/message-of.ts'
import { printable } from '../text/printable.ts'
import type { Access } from './client-properties.ts'
import { Unsupported } from './node.ts'

const LONGEST = 200

/** Codes of Kafka's protocol that say that somebody may not, or is not who he says (`Errors`). */
const SASL_CODES = new Set([33, 34, 58])

const OF_SYSTEM: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection is broken off',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host cannot be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'there is no answer in time',
}

/** The error and all that are in it. */
function all(error: unknown, depth = 0): readonly unknown[] {
  if (!(error instanceof Error) || depth > 8) return [error]
  const inner = error instanceof MultipleErrors ? error.errors : []
  return [error, ...[...inner, error.cause].filter((one) => one !== undefined).flatMap((one) => all(one, depth + 1))]
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Without what is secret, whoever said it. */
export function reasonOf(error: unknown, { secrets }: Pick<Access, 'secrets'>): string {
  const text = printable(words(all(error)), LONGEST)
  return secrets.reduce((said, secret) => said.replaceAll(secret, '…'), text)
}

function words(errors: readonly unknown[]): string {
  for (const error of errors) if (error instanceof Unsupported) return error.message
  const refused = errors.find((error) => error instanceof ProtocolError)
  if (errors.some((error) => error instanceof AuthenticationError) || SASL_CODES.has(refusal(refused).code)) {
    const said = refusal(refused).said
    return `authentication failed${said === '' ? '' : `: ${said}`}`
  }
  if (refused !== undefined) {
    const { id, said } = refusal(refused)
    return `it answers ${id}${said === '' ? '' : `: ${said}`}`
  }
  for (const error of errors) {
    const known = OF_SYSTEM[codeOf(error)]
    if (known !== undefined) return known
  }
  const tls = errors.find((error) => /CERT|TLS|SSL|SIGNATURE/.test(codeOf(error)))
  if (tls !== undefined) return `TLS failed: ${messageOf(tls)}`
  if (errors.some((error) => error instanceof TimeoutError))
    return 'there is no answer in time: perhaps the port speaks another security.protocol'
  return `${messageOf(errors.at(-1))}: perhaps the port speaks another security.protocol`
}

function refusal(error: unknown): { readonly code: number; readonly id: string; readonly said: string } {
  if (!(error instanceof ProtocolError)) return { code: 0, id: '', said: '' }
  const { apiCode, apiId, serverErrorMessage } = error
  return {
    code: typeof apiCode === 'number' ? apiCode : 0,
    id: typeof apiId === 'string' ? apiId : 'an error',
    said: typeof serverErrorMessage === 'string' ? serverErrorMessage : '',
  }
}
