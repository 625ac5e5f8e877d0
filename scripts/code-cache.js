// node scripts/code-cache.js fireq|fireq-help: what V8 compiled while that bundle did its usual work, for the package.
// bin/run.js reads it. The sandbox is a process of its own: its code would make every start slower.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync, writeFileSync} from 'node:fs'
import Module, {createRequire} from 'node:module'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {Script} from 'node:vm'
import {crc32} from 'node:zlib'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))
const [, , name] = process.argv
const bundle = path(`dist/${name}.cjs`)
const program = readFileSync(bundle)

const script = new Script(Module.wrap(program.latin1Slice()), {filename: bundle})
if (name === 'fireq-help') {
  for (const line of [['--help'], ['quota', '--help'], ['quota', 'set', '--help'], ['quota', 'lst']]) await run(line)
  // The last of them fails, as it should.
  process.exitCode = 0
} else {
  await askSandbox()
}

const data = script.createCachedData()
const checksum = Buffer.alloc(4)
const digest = crc32(program)
checksum.writeUInt32LE(crc32(data, digest))
const file = `${name}.${digest.toString(16)}.${process.version}.${process.arch}.cache`
writeFileSync(path(`dist/${file}`), Buffer.concat([data, checksum]))

function run(line) {
  process.argv = [process.execPath, path('bin/run.js'), ...line]
  const main = new Module(bundle, null)
  script.runInThisContext()(main.exports, createRequire(bundle), main, bundle, path('dist'))
  return main.exports.main()
}

async function askSandbox() {
  const sandbox = spawn(process.execPath, [path('bin/run.js'), 'sandbox', '--no-log', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [words] = await once(sandbox.stdout, 'data')
  sandbox.unref()
  sandbox.stdout.unref()
  const gateway = ['--base-url', /http:\S+/.exec(String(words))[0], '--api-key', 'fw_sandbox']
  for (const line of [
    ['quota', 'list'],
    ['limits', 'probe', 'kimi-k3'],
  ]) {
    void run([...line, ...gateway])
    await once(process, 'beforeExit')
  }
  sandbox.kill()
}
