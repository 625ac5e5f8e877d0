import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {execFileSync, spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {someOf} from '../support/property-runs.js'
import {emptyHome} from '../support/spawn-fireq.js'

// The packed program, installed where paths have spaces and letters of other alphabets, under other languages and time
// zones, and without a home.

const ROOT = mkdtempSync(path.join(os.tmpdir(), 'fireq größer ключ 配額 '))
let installed: string

beforeAll(() => {
  const npm = (...args: string[]) => execFileSync('npm', [...args, '--silent'], {encoding: 'utf8', cwd: process.cwd()})
  const tarball = npm('pack', '--ignore-scripts', '--pack-destination', ROOT).trim().split('\n').at(-1)!
  npm('install', '--prefix', ROOT, '--offline', '--no-save', '--ignore-scripts', path.join(ROOT, tarball))
  installed = path.join(ROOT, 'node_modules', 'fireq')
}, 120_000)
afterAll(() => rmSync(ROOT, {recursive: true, force: true}))

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The installed program under this Node, with nothing in its environment but what is given. */
function run(
  args: readonly string[],
  env: Record<string, string> = {HOME: emptyHome()},
  folder = installed,
): Promise<Ran> {
  const child = spawn(process.execPath, [path.join(folder, 'bin', 'run.js'), ...args], {
    env: {PATH: process.env['PATH'] ?? '', ...env},
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8')
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', code => resolve({code, stdout: text(out), stderr: text(err)}))
  })
}

/** Lines that say numbers, times and money, whose output does not depend on the moment, and their exit codes. */
const LINES = someOf(
  [
    ['quota list --sandbox', 0],
    ['quota list --sandbox -o csv', 0],
    ['quota get monthly-spend-usd --sandbox --json', 0],
    ['quota set monthly-spend-usd 450 --dry-run --sandbox', 0],
    ['quota check --sandbox --format junit', 10],
    ['tier list --sandbox', 0],
    ['account get --sandbox', 0],
    ['help quota set', 0],
    ['QUOTA LIST', 2],
  ] as const,
  2,
)

/** Moments and ports differ from run to run. */
const timeless = (text: string) =>
  text.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'TIME').replace(/127\.0\.0\.1:\d+/g, 'HOST')

async function outputs(env: Record<string, string>): Promise<Ran[]> {
  const runs: Ran[] = []
  for (const [line] of LINES) {
    const {code, stdout, stderr} = await run(line.split(' '), env)
    runs.push({code, stdout: timeless(stdout), stderr: timeless(stderr)})
  }
  return runs
}

describe('languages and time zones', () => {
  let usual: Ran[]
  beforeAll(async () => {
    usual = await outputs({HOME: emptyHome(), TZ: 'UTC'})
    expect(usual.map(({code}) => code)).toEqual(LINES.map(([, code]) => code))
  }, 60_000)

  test.each(someOf(['tr_TR.UTF-8', 'C', 'de_DE.UTF-8', 'ar_EG.UTF-8'], 1))(
    'the output is the same with LANG and LC_ALL=%s',
    async locale => {
      expect(await outputs({HOME: emptyHome(), LANG: locale, LC_ALL: locale, LANGUAGE: locale})).toEqual(usual)
    },
    60_000,
  )

  // The pace of the month in the plan of `quota set` among it: months are UTC's.
  test.each(someOf(['Pacific/Kiritimati', 'America/New_York', 'Europe/Berlin', 'Pacific/Apia', 'Antarctica/Troll'], 1))(
    'the output is the same with TZ=%s',
    async zone => {
      expect(await outputs({HOME: emptyHome(), TZ: zone})).toEqual(usual)
    },
    60_000,
  )

  test('no code asks for local time or a local language', () => {
    const files = readdirSync('src', {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts'))
    const local =
      /\.(?:get(?:Hours|Minutes|Date|Day|Month|FullYear|TimezoneOffset)|toLocale\w*|localeCompare|to(?:Date|Time)String)\(|Intl\.(?!Segmenter)|new Date\(\d+,/
    expect(files.filter(name => local.test(readFileSync(path.join('src', name), 'utf8')))).toEqual([])
  })
})

describe('where it is installed and run', () => {
  test('it keeps a profile below a home with spaces and other letters', async () => {
    const home = path.join(ROOT, 'мой дом ü')
    mkdirSync(home)
    const set = await run(['config', 'set', 'timeout', '10'], {HOME: home})
    expect(set).toEqual({code: 0, stdout: 'timeout = 10\n', stderr: ''})
    const file = path.join(home, '.config', 'fireq', 'config.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({timeout: 10})
    expect((await run(['config', 'path'], {HOME: home})).stdout).toBe(`${file}\n`)
  })

  test('without HOME the sandbox runs, and so do help and version', async () => {
    for (const line of [
      ['quota', 'list', '--sandbox', '--quiet'],
      ['--help'],
      ['--version'],
      ['quota', 'list', '--help'],
    ]) {
      const ran = await run(line, {})
      expect([line, ran.code, ran.stderr]).toEqual([line, 0, ''])
    }
  })

  test('a home that is no folder is no reason to fail where none is needed', async () => {
    for (const HOME of ['/dev/null', '/nowhere/at/all', '']) {
      expect(await run(['quota', 'list', '--sandbox', '--quiet'], {HOME})).toMatchObject({code: 0, stderr: ''})
    }
    const {code, stderr} = await run(['config', 'set', 'timeout', '10'], {HOME: '/dev/null'})
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: .*\nhint: /)
  })
})
