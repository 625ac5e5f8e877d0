// Runs the bundle once per kind of work, so that V8 has compiled what a command needs, and keeps what it compiled.
// Called by build.js as `node scripts/code-cache.js WORDS…`, in a process of its own.
import {readFileSync, writeFileSync} from 'node:fs'
import Module, {createRequire} from 'node:module'
import path from 'node:path'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {Script} from 'node:vm'
import {crc32} from 'node:zlib'

const bundle = fileURLToPath(new URL('../dist/fireq.cjs', import.meta.url))
const cache = path.join(path.dirname(bundle), `fireq.${process.version}.${process.arch}.cache`)
const script = new Script(Module.wrap(readFileSync(bundle, 'latin1')), {filename: bundle})
const main = new Module(bundle, null)
process.on('exit', () => {
  const data = script.createCachedData()
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32LE(crc32(data))
  writeFileSync(cache, Buffer.concat([data, checksum]))
})
script.runInThisContext()(main.exports, createRequire(bundle), main, bundle, path.dirname(bundle))
