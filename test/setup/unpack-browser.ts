/** Runs once, before the tests that need it: two of them must not unpack the same browser at the same time. */
import { browserPath } from '../browser.ts'

export const setup = async (): Promise<void> => {
  await browserPath()
}
