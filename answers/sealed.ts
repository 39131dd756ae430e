/** Files that are believed only with the digest that this machine's secret gives to what they hold and what it is about. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { writeWhole } from '../machine/files.ts'
import { readFileAtMost } from '../machine/read-file.ts'

/** Bytes of a sealed file that are read. */
const MOST = 2 ** 28

/** Seals bodies of one schema with a secret; `about` names the question and the program, as the digest binds them. */
export class Seal {
  private readonly secret: Buffer
  private readonly schema: number
  private readonly kind: string

  /** @param kind goes before the schema in what is digested: files of one kind are never taken for another's. */
  constructor(secret: Buffer, schema: number, kind = '') {
    this.secret = secret
    this.schema = schema
    this.kind = kind
  }

  /** The body of a file; undefined when it is of another schema or not sealed with the secret. @throws when it cannot be read as JSON. */
  read(file: string, about: string): string | undefined {
    const parsed: unknown = JSON.parse(readFileAtMost(file, MOST).toString('utf8'))
    if (typeof parsed !== 'object' || parsed === null) return undefined
    const { schema, mac, body } = parsed as Readonly<Record<string, unknown>>
    if (schema !== this.schema || typeof mac !== 'string' || typeof body !== 'string') return undefined
    const [given, own] = [Buffer.from(mac, 'hex'), this.macOf(about, body)]
    return given.length === own.length && timingSafeEqual(given, own) ? body : undefined
  }

  /** @throws UserError TM-301 when it cannot be written. */
  write(file: string, about: string, body: string): void {
    const mac = this.macOf(about, body).toString('hex')
    writeWhole(file, (write) => write(`${JSON.stringify({ schema: this.schema, mac, body })}\n`))
  }

  private macOf(about: string, body: string): Buffer {
    return createHmac('sha256', this.secret).update(`${this.kind}${this.schema}\0${about}\0${body}`).digest()
  }
}
