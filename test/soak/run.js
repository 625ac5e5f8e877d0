// node test/soak/run.js [watch|proxy] [minutes of simulated time] [seed]: `limits probe --watch`, or the proxy, against a
// sandbox full of faults.
import {spawnSync} from 'node:child_process'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {bundle} from '../../scripts/bundle.js'

const path = name => fileURLToPath(new URL(name, import.meta.url))
const built = name => path(`../../.cache/soak/${name}.cjs`)

const words = process.argv.slice(2)
const subject = /^[a-z]/.test(words[0] ?? '') ? words.shift() : 'watch'
for (const name of [`${subject}-soak`, 'sandbox-thread'])
  await bundle({entry: path(`${name}.ts`), outfile: built(name)})
const [minutes = subject === 'proxy' ? '1440' : '120', seed = '1'] = words
// What V8 compiles for speed as time goes by lies on the same heap (a tenth of it, after two hours): it is left out, so that
// what grows is what the program keeps.
const flags = ['--expose-gc', '--no-opt']
const {status} = spawnSync(process.execPath, [...flags, built(`${subject}-soak`), minutes, seed], {stdio: 'inherit'})
process.exitCode = status ?? 1
