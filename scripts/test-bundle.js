// npm run test:bundle: the tests of the command line once more, against the code as it is shipped.
import {spawnSync} from 'node:child_process'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {bundle, writeDescriptions} from './bundle.js'
import {describedCommands} from './described-commands.js'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))
const outfile = path('.cache/build/dispatch.cjs')

const {commands} = await describedCommands()
writeDescriptions(path('.cache/build'), commands)
await bundle({entry: path('test/support/bundled-cli.ts'), outfile, commands, minify: true})
const jest = [
  '--experimental-vm-modules',
  '--no-warnings',
  path('node_modules/jest/bin/jest.js'),
  'test/cli',
  'test/contract',
]
const {status} = spawnSync(process.execPath, [...jest, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {...process.env, FIREQ_TEST_BUNDLE: outfile},
})
process.exitCode = status ?? 1
