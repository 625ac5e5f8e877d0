#!/usr/bin/env node
'use strict'
// The shortest way into dist/fireq.cjs: no ES module loader, and V8's code cache of the build where it fits this Node.
const {existsSync, readFileSync} = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const {Script} = require('node:vm')

const bundle = path.join(__dirname, '..', 'dist', 'fireq.cjs')
const words = process.argv.slice(2)

if (words.length === 1 && (words[0] === '--version' || words[0] === 'version')) {
  process.stdout.on('error', ({code}) => {
    if (code === 'EPIPE') return
    process.stderr.write(
      `error: standard output cannot be written: ${code}\nhint: check the disk or the file that stdout goes to\n`,
    )
    process.exitCode = 1
  })
  process.stdout.write(`${require('../package.json').version}\n`)
} else if (existsSync(bundle)) {
  start()
} else {
  process.stderr.write('error: fireq is not built yet\nhint: run `npm install && npm run build`\n')
  process.exitCode = 70
}

function start() {
  const cachedData = codeCache()
  const script = cachedData && new Script(Module.wrap(readFileSync(bundle, 'latin1')), {filename: bundle, cachedData})
  if (script && !script.cachedDataRejected) {
    const main = new Module(bundle, null)
    script.runInThisContext()(main.exports, Module.createRequire(bundle), main, bundle, path.dirname(bundle))
  } else {
    // Another Node than the one that built: newer ones keep a cache of their own.
    Module.enableCompileCache?.()
    require(bundle)
  }
}

/**
 * Missing, damaged, unreadable, stale or of another Node: no cache, and no word about it. V8 itself refuses what is stale or
 * cut off, but crashes on a flipped bit; hence the checksum, which the build puts at the end.
 */
function codeCache() {
  try {
    const {crc32} = require('node:zlib')
    const file = readFileSync(path.join(path.dirname(bundle), `fireq.${process.version}.${process.arch}.cache`))
    const cache = file.subarray(0, -4)
    return crc32(cache) === file.readUInt32LE(cache.length) ? cache : undefined
  } catch {
    return undefined
  }
}
