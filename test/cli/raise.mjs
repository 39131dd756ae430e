// Preloaded into the program by tests of signals (see signals.world.test.ts). RAISE is `EVENT self|group SIGNAL…`: the first time that the
// program tells of the event, it gets the signals, one right after the other; or all of its process group does, as from a terminal.
import { isMainThread } from 'node:worker_threads'

const [event, whom, ...signals] = (process.env.RAISE ?? '').split(' ')
if (isMainThread && /\b(?:cli\/main\.[jt]s|machine\/run-built\.mjs)$/.test(process.argv[1] ?? '')) {
  let isRaised = false
  process.connected = true
  process.send = (message) => {
    if (message.type !== event || isRaised) return true
    isRaised = true
    for (const signal of signals) process.kill(whom === 'group' ? 0 : process.pid, signal)
    return true
  }
}
