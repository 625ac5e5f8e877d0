import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from '@jest/globals'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {crc32} from 'node:zlib'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {copiedPackage} from '../support/copied-package.js'
import {someOf, testInLongRun} from '../support/property-runs.js'
import {emptyHome, type SpawnOutcome, spawnFireq} from '../support/spawn-fireq.js'

// The launcher starts the program from V8's compiled code, which the package brings for one Node and any other keeps for
// itself. Whatever happens to that file, nothing but the time may differ.

const LIST = ['quota', 'list']
const FOLDER = copiedPackage()
const DIST = path.join(FOLDER, 'dist')
let home: string
let usual: SpawnOutcome
let sandbox: Sandbox

const asked = () => ({FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'})
const run = (args = LIST, env: Record<string, string> = {}) =>
  spawnFireq(args, {launcher: path.join(FOLDER, 'bin', 'run.js'), env: {HOME: home, ...asked(), ...env}})
const own = () => path.join(home, '.cache', 'fireq')
const kept = () => readdirSync(own()).map(name => path.join(own(), name))
const brought = () => readdirSync(DIST).filter(name => name.endsWith('.cache'))

beforeAll(async () => {
  // As on a Node that the package brings nothing for.
  for (const name of brought()) rmSync(path.join(DIST, name))
  home = emptyHome()
  sandbox = await createSandbox({scenario: 'tier2'})
  usual = await run()
  expect(usual).toMatchObject({code: 0, stderr: ''})
})
beforeEach(() => {
  home = emptyHome()
})
afterAll(async () => {
  rmSync(FOLDER, {recursive: true, force: true})
  await sandbox.close()
})

describe('a Node that the package brings no compiled code for', () => {
  test('keeps its own, for nobody else to write, and starts from it', async () => {
    await run()
    const [file, ...more] = kept()
    expect(more).toEqual([])
    expect(path.basename(file!)).toMatch(/^fireq\.[0-9a-f]+\.v[\d.]+\.\w+\.cache$/)
    expect([statSync(own()).mode & 0o777, statSync(file!).mode & 0o777]).toEqual([0o700, 0o600])
    const {mtimeMs} = statSync(file!)
    expect(await run()).toEqual(usual)
    // Kept again only when it could not be used.
    expect(statSync(file!).mtimeMs).toBe(mtimeMs)
  })

  test('keeps nothing of a run that shows help or finds no command', async () => {
    for (const line of [['--help'], ['quota', 'lst'], ['completion', 'bash'], ['--version']]) await run(line)
    expect(readdirSync(home)).toEqual([])
  })

  test('follows XDG_CACHE_HOME, and ignores one that is relative', async () => {
    const elsewhere = emptyHome()
    await run(LIST, {XDG_CACHE_HOME: elsewhere})
    expect(readdirSync(path.join(elsewhere, 'fireq'))).toHaveLength(1)
    expect(await run(LIST, {XDG_CACHE_HOME: 'here'})).toEqual(usual)
    expect(readdirSync(home)).toEqual([])
  })

  const without: readonly (readonly [string, Record<string, string>])[] = [
    ['switched off, as Node lets one', {NODE_DISABLE_COMPILE_CACHE: '1'}],
    ['without a home', {HOME: ''}],
    ['where the home is no folder', {HOME: '/dev/null'}],
    ['where the home is not there', {HOME: path.join(FOLDER, 'nowhere')}],
  ]
  test.each(someOf(without, 2))('keeps nothing and says nothing: %s', async (_, env) => {
    expect(await run(LIST, env)).toEqual(usual)
    expect(readdirSync(home)).toEqual([])
    expect(existsSync(path.join(FOLDER, 'nowhere'))).toBe(false)
  })

  test('runs nothing out of a folder that others can write, and keeps nothing there', async () => {
    await run()
    const [file] = kept()
    writeFileSync(file!, 'planted')
    for (const mode of someOf([0o777, 0o720, 0o702], 1)) {
      chmodSync(own(), mode)
      expect(await run()).toEqual(usual)
      expect(readFileSync(file!, 'utf8')).toBe('planted')
    }
  })

  test('writes nothing through a link that waits where its folder belongs', async () => {
    const shared = emptyHome()
    const target = emptyHome()
    symlinkSync(target, path.join(shared, 'fireq'))
    expect(await run(LIST, {XDG_CACHE_HOME: shared})).toEqual(usual)
    expect(readdirSync(target)).toEqual([])
  })

  test('throws away that of an earlier fireq, and leaves that of another Node', async () => {
    await run()
    const [file] = kept()
    const old = file!.replace(/fireq\.[0-9a-f]+/, 'fireq.0ddba11')
    const others = file!.replace(/v\d+[\d.]*\d/, 'v18.0.0')
    for (const name of [old, others]) writeFileSync(name, '')
    rmSync(file!)
    await run()
    expect(kept().sort()).toEqual([file!, others].sort())
  })
})

/** Where compiled code may lie: in the user's folder, and in the package. */
const PLACES = {
  'of its own': () => kept()[0]!,
  'of the package': () => {
    const [file] = kept()
    const moved = path.join(DIST, path.basename(file!))
    cpSync(file!, moved)
    rmSync(file!)
    return moved
  },
}

describe.each(someOf(Object.entries(PLACES), 1))(
  'compiled code %s that is no good changes nothing and says nothing',
  (_, place) => {
    let file: string
    beforeEach(async () => {
      await run()
      file = place()
    })
    afterEach(() => {
      for (const name of brought()) rmSync(path.join(DIST, name), {recursive: true})
    })

    const flipped = (bytes: Buffer, at: number) => {
      const damaged = Buffer.from(bytes)
      for (let offset = at; offset < at + 64; offset++) damaged[offset]! ^= 0xff
      return damaged
    }
    const damages: readonly [string, (bytes: Buffer) => Buffer][] = [
      ['empty', () => Buffer.alloc(0)],
      ['three bytes', () => Buffer.from('abc')],
      ['something else', () => Buffer.from('not a cache at all\n'.repeat(1000))],
      ['cut in half', bytes => bytes.subarray(0, bytes.length / 2)],
      ['one byte short', bytes => bytes.subarray(0, -1)],
      ['longer than it was', bytes => Buffer.concat([bytes, Buffer.alloc(100)])],
      ...[0, 20, 100, 5000, 200_000, 500_000].map((at): [string, (bytes: Buffer) => Buffer] => [
        `flipped bits at ${at}`,
        bytes => flipped(bytes, at),
      ]),
    ]
    test.each(someOf(damages, 1))('%s', async (_name, damage) => {
      writeFileSync(file, damage(readFileSync(file)))
      expect(await run()).toEqual(usual)
      // And it is good again for the next run.
      expect(kept()).toHaveLength(1)
    })

    testInLongRun('unreadable', async () => {
      rmSync(file)
      mkdirSync(file) // a folder cannot be read by root either
      expect(await run()).toEqual(usual)
      rmSync(file, {recursive: true})
    })

    testInLongRun('of another program of the same length: its words are not spoken', async () => {
      const bundle = path.join(DIST, 'fireq.cjs')
      const program = readFileSync(bundle, 'latin1')
      const other = program.replaceAll('unknown command', 'unheard command')
      expect(other).not.toBe(program)
      writeFileSync(bundle, other, 'latin1')
      // Behind a flag the launcher does not look: the first bundle finds that there is no such command.
      const {stderr} = await run(['-a', 'acme', 'quota', 'lst'])
      const listed = await run()
      writeFileSync(bundle, program, 'latin1')
      expect(stderr).toMatch(/^error: unheard command/)
      expect(listed).toEqual(usual)
    })

    test('of another program under the name of this one', async () => {
      // Whole in itself, and not bound to this program: what an older fireq wrote, or somebody who cannot write the program.
      const bytes = readFileSync(file)
      const code = bytes.subarray(0, -4)
      const unbound = Buffer.alloc(4)
      unbound.writeUInt32LE(crc32(code))
      writeFileSync(file, Buffer.concat([code, unbound]))
      expect(await run()).toEqual(usual)
      // Compiled anew, and kept.
      expect(kept().map(name => readFileSync(name).subarray(-4).equals(unbound))).toEqual([false])
      writeFileSync(file, bytes)
    })

    testInLongRun('of another Node under the name of this one', async () => {
      const bytes = readFileSync(file)
      // V8 writes a hash of its own version after its magic number.
      const foreign = flipped(bytes.subarray(0, -4), 4)
      writeFileSync(file, Buffer.concat([foreign, checksum(foreign)]))
      expect(await run()).toEqual(usual)
    })
  },
)

test('help starts from compiled code of its own, and from a damaged one all the same', async () => {
  const ofHelp = readdirSync('dist').find(
    name => name.startsWith('fireq-help.') && name.includes(`.${process.version}.`),
  )
  const helped = () => run(['quota', '--help'])
  const without = await helped()
  expect(without).toMatchObject({code: 0, stderr: ''})
  if (ofHelp === undefined) return
  const bytes = readFileSync(path.join('dist', ofHelp))
  for (const damaged of someOf([bytes, bytes.subarray(0, -1), Buffer.from(bytes).fill(0xff, 20, 84)], 2)) {
    writeFileSync(path.join(DIST, ofHelp), damaged)
    expect(await helped()).toEqual(without)
  }
  rmSync(path.join(DIST, ofHelp))
})

test('the Node of the build starts from what the package brings, and keeps nothing', async () => {
  const ofThisNode = readdirSync('dist').some(name => name.includes(`.${process.version}.`))
  const {code} = await spawnFireq(LIST, {env: {HOME: home, ...asked()}})
  expect(code).toBe(0)
  expect(readdirSync(home)).toEqual(ofThisNode ? [] : ['.cache'])
})

function checksum(data: Buffer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(crc32(data, crc32(readFileSync(path.join(DIST, 'fireq.cjs')))))
  return bytes
}
