// Preloaded into the program by tests of what it loads: see loading-hooks.mjs.
import { register } from 'node:module'

register('./loading-hooks.mjs', import.meta.url)
