#!/usr/bin/env node
'use strict'
// The shortest way into dist/fireq.cjs, or for help into dist/fireq-help.cjs: no ES module loader, and V8's code cache of the
// program where it fits this Node.
const {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const process = require('node:process')
const {Script} = require('node:vm')

const dist = path.join(__dirname, '..', 'dist')

const fixed = fixedText(process.argv.slice(2))
if (fixed !== undefined) {
  print(fixed)
} else if (existsSync(path.join(dist, 'fireq.cjs'))) {
  void run()
} else {
  process.stderr.write('error: fireq is not built yet\nhint: run `npm install && npm run build`\n')
  process.exitCode = 70
}

/** What is the same on every run, for the lines that ask for nothing else: the version, and the completion scripts. */
function fixedText(words) {
  if (words.length === 1 && (words[0] === '--version' || words[0] === 'version'))
    return `${require('../package.json').version}\n`
  if (words.length !== 2 || words[0] !== 'completion' || !/^[a-z]+$/.test(words[1])) return undefined
  try {
    return readFileSync(path.join(dist, `completion.${words[1]}`), 'utf8')
  } catch {
    return undefined
  }
}

/** Lines that ask for help, or whose first words are no command's. Behind flags is not looked. */
function runsNoCommand(words) {
  if (words.length === 0 || words[0] === 'help' || words.includes('--help') || words.includes('-h')) return true
  if (words[0].startsWith('-')) return false
  try {
    const known = JSON.parse(readFileSync(path.join(dist, 'command-words.json'), 'utf8'))
    return ![1, 2, 3].some(count => known.includes(words.slice(0, count).join(' ')))
  } catch {
    return false
  }
}

function print(text) {
  process.stdout.on('error', ({code}) => {
    if (code === 'EPIPE') return
    process.stderr.write(
      `error: standard output cannot be written: ${code}\nhint: check the disk or the file that stdout goes to\n`,
    )
    process.exitCode = 1
  })
  process.stdout.write(text)
}

/** Help has a bundle of its own, which finds out where a command is asked for all the same: `fireq run -- make --help`. */
async function run() {
  if (runsNoCommand(process.argv.slice(2)) && (await start('fireq-help'))) return
  await start('fireq')
}

function start(program) {
  const {crc32} = require('node:zlib')
  const bundle = path.join(dist, `${program}.cjs`)
  const bytes = readFileSync(bundle)
  const source = Module.wrap(bytes.latin1Slice())
  // V8 itself takes a cache of any program of this length: the name says of which one it is.
  const digest = crc32(bytes)
  const name = `${program}.${digest.toString(16)}.${process.version}.${process.arch}.cache`
  const own = program === 'fireq' ? ownFolder() : undefined
  const cachedData = codeCache(path.join(dist, name)) ?? (own && codeCache(path.join(own, name)))
  const script = new Script(source, {filename: bundle, cachedData})
  if (own && (!cachedData || script.cachedDataRejected)) process.on('exit', () => keep(script, own, name))
  const main = new Module(bundle, null)
  script.runInThisContext()(main.exports, Module.createRequire(bundle), main, bundle, dist)
  return main.exports.main()

  /**
   * Missing, damaged, unreadable, stale, somebody else's or of another Node: no cache, and no word about it. V8 refuses
   * what is stale or cut off, but crashes on a flipped bit; hence the checksum at the end, which begins with the program's:
   * a cache of another program under this one's name is none either.
   */
  function codeCache(file) {
    try {
      const kept = readFileSync(file)
      const cache = kept.subarray(0, -4)
      return crc32(cache, digest) === kept.readUInt32LE(cache.length) ? cache : undefined
    } catch {
      return undefined
    }
  }

  /** The build brings a cache for one Node. Any other keeps its own, of the first run that talked to a server. */
  function keep(compiled, folder, file) {
    if (!process.moduleLoadList?.includes('NativeModule https')) return
    try {
      const data = compiled.createCachedData()
      const checksum = Buffer.alloc(4)
      checksum.writeUInt32LE(crc32(data, digest))
      mkdirSync(folder, {recursive: true, mode: 0o700})
      // Made anew under a name that nobody can guess: a link that waits at a known one would be written through.
      const written = path.join(folder, `${file}.${Math.random().toString(36).slice(2)}`)
      writeFileSync(written, Buffer.concat([data, checksum]), {mode: 0o600, flag: 'wx'})
      if (isOurs(folder)) renameSync(written, path.join(folder, file))
      else rmSync(written, {force: true})
      const sameNode = file.replace(/^fireq\.\w+/, '')
      for (const old of readdirSync(folder))
        if (old !== file && old.endsWith(sameNode)) rmSync(path.join(folder, old), {force: true})
    } catch {
      // Read-only, full or no home: the next run compiles again.
    }
  }
}

/** Where this user's programs keep what can be made again; none when switched off, or when it is somebody else's. */
function ownFolder() {
  const {env, platform} = process
  if (env.NODE_DISABLE_COMPILE_CACHE === '1') return undefined
  const home = env.HOME || env.USERPROFILE
  const base =
    platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME || (home ? path.join(home, '.cache') : undefined)
  // A home that is not there is not made.
  if (!base || !path.isAbsolute(base) || !existsSync(path.dirname(base))) return undefined
  const folder = path.join(base, 'fireq')
  return isOurs(folder) ? folder : undefined
}

/** What others can write is not run. A link may lead anywhere, into a folder of this user's too. */
function isOurs(folder) {
  try {
    const found = lstatSync(folder, {throwIfNoEntry: false})
    if (!found || !process.getuid) return !found?.isSymbolicLink()
    return found.isDirectory() && found.uid === process.getuid() && (found.mode & 0o022) === 0
  } catch {
    return false
  }
}
