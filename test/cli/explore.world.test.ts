/** `tidemark explore` as a process: what it serves, to whom, and how it ends. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli, inTemporaryFolder, type Run, finished, ROOT, start } from './run.ts'

/** Starts it and waits for the address it prints. */
async function started(
  args: readonly string[],
  cwd: string,
): Promise<{ child: ChildProcess; address: string; end: Promise<Run> }> {
  const child = start(['explore', '--no-open', ...args], cwd)
  const end = finished(child)
  let said = ''
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: string) => {
      said += chunk
      const found = /The explorer is at (\S+)\n/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('close', () => reject(new Error(`it ended: ${said}`)))
  })
  return { child, address, end }
}

describe('explore', () => {
  it('serves the page on this machine only, isolated, and nothing else; Ctrl-C ends it with 130', async () => {
    const { child, address, end } = await started(['--port', '0'], ROOT)
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    const page = await fetch(address)
    expect(page.status).toBe(200)
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp')
    expect(await page.text()).toContain('<title>Tidemark explorer</title>')
    for (const path of ['package.json', '..%2f..%2fpackage.json', 'assets/', '%'])
      expect((await fetch(address + path)).status).toBe(404)
    expect((await fetch(address, { method: 'POST', body: 'x' })).status).toBe(405)
    child.kill('SIGINT')
    expect(await end).toMatchObject({ code: 130, stderr: '' })
  })

  it('opens a saved trace by a link, once it has been replayed', async () => {
    await inTemporaryFolder(async (folder) => {
      const flags = ['--model', 'zookeeper', '--protocol', 'kip-101', '--replicas', '2', '--invariants', 'StrongIsr']
      expect(await cli(['check', ...flags, '--out', '.'], folder)).toMatchObject({ code: 12 })
      const { child, address, end } = await started(['--port', '0', 'zookeeper-kip-101-r2-l2-n2-e2.StrongIsr.itf.json'], folder)
      expect(address).toMatch(
        /\/#\/zookeeper\?protocol=kip-101&replicas=2&properties=StrongIsr&path=ControllerElectLeader\.b0\*.*&at=11$/,
      )
      child.kill('SIGTERM')
      expect(await end).toMatchObject({ code: 143 })
    })
  })

  it('refuses what trace refuses, in the same words', async () => {
    await inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'bad.itf.json'), '{ "vars": 1 }')
      for (const file of ['bad.itf.json', 'none.itf.json']) {
        const [explored, traced] = [await cli(['explore', '--no-open', file], folder), await cli(['trace', file], folder)]
        expect(explored).toEqual(traced)
        expect(explored).toMatchObject({ code: 151, stdout: '' })
      }
    })
  })

  it('says so when it cannot listen', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    expect(await cli(['explore', '--no-open', '--port', String(port)], ROOT)).toEqual({
      code: 64,
      stdout: '',
      stderr: `error TM-104: --port: ${port} is already in use on 127.0.0.1; name another, or 0 for any that is free\n`,
    })
    other.close()
    const elsewhere = await cli(['explore', '--no-open', '--port', '0', '--host', '192.0.2.1'], ROOT)
    expect(elsewhere).toMatchObject({ code: 64, stderr: 'error TM-104: --host: 192.0.2.1 is not an address of this machine\n' })
    expect(await cli(['explore', '--port', '70000'], ROOT)).toMatchObject({ code: 64 })
  })
})

describe('explore of a model of one’s own', () => {
  it('serves the page around it', async () => {
    const { child, address, end } = await started(['--port', '0', 'examples/two-phase-commit.ts', '--args', '3'], ROOT)
    expect(await (await fetch(address)).text()).toContain('<title>Tidemark explorer</title>')
    child.kill('SIGINT')
    expect(await end).toMatchObject({ code: 130, stderr: '' })
  })

  it('refuses a module that exports no model, and args without a module', async () => {
    await inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'none.mjs'), 'export const something = 1\n')
      const none = await cli(['explore', '--no-open', 'none.mjs'], folder)
      expect(none).toMatchObject({ code: 151, stdout: '' })
      expect(none.stderr).toContain('error TM-501: none.mjs: it exports no model')
      const args = await cli(['explore', '--no-open', '--args', '3'], folder)
      expect(args).toMatchObject({ code: 64 })
      expect(args.stderr).toContain('--args is for a model of your own')
    })
  })
})
