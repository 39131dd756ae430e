/** `npm run spark:setup`: a virtual environment with what the driver needs, from PyPI. Done again, it brings it to the versions asked for. */
import { execa } from 'execa'
import { environmentOf, pythonIn, REQUIREMENTS } from './setup.ts'

const folder = environmentOf(process.env)
const show = { stdio: 'inherit' } as const
process.stderr.write(`installing Sail and the client of Spark Connect in ${folder}, some 600 MB …\n`)
await execa(process.env['PYTHON'] ?? 'python3', ['-m', 'venv', folder], show)
await execa(pythonIn(folder), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS], show)
process.stderr.write('installed; check … --engine spark uses it\n')
