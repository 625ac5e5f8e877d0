import {afterAll, beforeAll, describe, expect, it} from '@jest/globals'
import {execFileSync, spawn, spawnSync, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import {AppError} from '../../src/lib/domain/errors.js'
import {listFireqProfiles, readProfile, writeProfile} from '../../src/lib/config/profiles.js'
import {bundleForChild, removeBundle} from './support/bundle.js'
import {makeHome, type TestHome} from './support/home.js'

const KEY = 'fw_test_aaaaaaaaaaaa'
let profilesModule = ''

beforeAll(() => {
  profilesModule = bundleForChild('src/lib/config/profiles.ts')
})
afterAll(() => removeBundle(profilesModule))

/** Node's arguments for a script that has `profiles` and `place`; prints to stdout what it wants to say. */
function script(home: TestHome, body: string): string[] {
  const place = JSON.stringify({env: {HOME: home.folder}, home: null, platform: 'linux'})
  const text = `import * as profiles from ${JSON.stringify(profilesModule)}; const place = ${place}; ${body}`
  return ['--input-type=module', '--eval', text]
}

function start(home: TestHome, body: string): ChildProcess {
  return spawn(process.execPath, script(home, body), {stdio: ['ignore', 'pipe', 'inherit'], env: {}})
}

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

const ATTEMPT = `
  try { profiles.writeProfile(place, 'default', {keyCommand: 'fw_test_' + 'b'.repeat(SIZE)}); console.log('{}') }
  catch (error) { console.log(JSON.stringify({...error, message: error.message})) }`

describe('logins at the same time', () => {
  it('lose nothing: each profile is whole, with its own key', async () => {
    const home = makeHome()
    const children = Array.from({length: 4}, (_, child) =>
      start(
        home,
        `for (let i = 0; i < 10; i++) profiles.writeProfile(place, 'c${child}-' + i, {apiKey: 'fw_c${child}-' + i})`,
      ),
    )
    expect(await Promise.all(children.map(ended))).toEqual([0, 0, 0, 0])
    const names = listFireqProfiles(home.place)
    expect(names).toHaveLength(40)
    for (const name of names) expect(readProfile(home.place, name)).toMatchObject({apiKey: `fw_${name}`, warnings: []})
    expect(fs.readdirSync(path.join(home.fireq, 'profiles'))).toHaveLength(40)
  })

  it('into the same profile leave one of them, and a reader never sees half', async () => {
    const home = makeHome()
    const size = 100_000
    writeProfile(home.place, 'default', {keyCommand: 'a'.repeat(size)})
    const children = ['b', 'c'].map(letter =>
      start(
        home,
        `for (let i = 0; i < 40; i++) profiles.writeProfile(place, 'default', {keyCommand: '${letter}'.repeat(${size})})`,
      ),
    )
    let running = true
    const codes = Promise.all(children.map(ended)).finally(() => (running = false))
    const seen = new Set<string>()
    while (running) {
      const key = readProfile(home.place, 'default')?.keyCommand ?? ''
      expect(key).toMatch(/^(a+|b+|c+)$/)
      expect(key).toHaveLength(size)
      seen.add(key.charAt(0))
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(await codes).toEqual([0, 0])
    expect(seen.size).toBeGreaterThan(1)
    expect(fs.readdirSync(path.join(home.fireq, 'profiles'))).toEqual(['default.json'])
  })
})

it('kill -9 in the middle of a write leaves the old file or the new one', async () => {
  const home = makeHome()
  const size = 200_000
  const rounds = Array.from({length: 6}, async (_, round) => {
    const child = start(
      home,
      `for (let i = 0; ; i++) { profiles.writeProfile(place, 'r${round}', {keyCommand: 'ab'[i % 2].repeat(${size})}); if (i === 0) console.log('ready') }`,
    )
    await once(child.stdout!, 'data')
    await new Promise(resolve => setTimeout(resolve, 20 + round * 11))
    child.kill('SIGKILL')
    await ended(child)
  })
  await Promise.all(rounds)
  for (let round = 0; round < rounds.length; round++) {
    const key = readProfile(home.place, `r${round}`)?.keyCommand ?? 'a'.repeat(size)
    expect(key).toMatch(/^(a+|b+)$/)
    expect(key).toHaveLength(size)
  }
  for (const file of fs.readdirSync(path.join(home.fireq, 'profiles'))) {
    expect(fs.statSync(path.join(home.fireq, 'profiles', file)).mode & 0o777).toBe(0o600)
  }
})

describe('where nothing can be written', () => {
  it('a file in the way of the folder: an error that names it, nothing read', () => {
    const home = makeHome()
    home.write('.config', 'a file')
    const write = (): unknown => writeProfile(home.place, 'default', {apiKey: KEY})
    expect(write).toThrow(AppError)
    expect(write).toThrow(`cannot write ${home.fireq} (ENOTDIR)`)
    expect(readProfile(home.place, 'default')).toBeNull()
    expect(listFireqProfiles(home.place)).toEqual([])
  })

  it('a folder of somebody else: an error, and reading goes on', () => {
    const home = makeHome()
    writeProfile(home.place, 'default', {apiKey: KEY})
    const folder = path.join(home.fireq, 'profiles')
    const root = process.getuid?.() === 0
    for (const open of [home.folder, path.join(home.folder, '.config'), home.fireq]) fs.chmodSync(open, 0o755)
    fs.chmodSync(folder, root ? 0o755 : 0o500)
    fs.chmodSync(path.join(folder, 'default.json'), 0o644)
    // Permissions do not stop root, so root asks as nobody.
    const body = `const SIZE = 20; ${ATTEMPT}; console.log(profiles.readProfile(place, 'default').apiKey)`
    const child = spawnSync(process.execPath, script(home, body), {env: {}, ...(root ? {uid: 65534, gid: 65534} : {})})
    const [failure, read] = child.stdout.toString().trim().split('\n')
    fs.chmodSync(folder, 0o700)
    expect(JSON.parse(failure ?? '')).toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^cannot write .*default\.json \(EACCES\)$/),
      hints: [expect.stringMatching(/XDG_CONFIG_HOME/)],
    })
    expect(child.stdout.toString()).not.toContain('bbbb')
    expect(read).toBe(KEY)
  })

  const mountable = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt']).status === 0
  const itMounts = mountable ? it : it.skip
  const why = mountable ? '' : ' (skipped: no file system can be mounted here)'

  /** Writes over an existing profile in a home that is a tmpfs of its own, gone with the process. */
  function inTmpfs(home: TestHome, size: number, before: string): {failure: AppError; files: string; stored: string} {
    const node = script(home, `const SIZE = ${size}; ${ATTEMPT}`)
    const folder = path.join(home.fireq, 'profiles')
    const shell = `set -e; mount -t tmpfs -o size=64k,mode=700 none "$H"; mkdir -p "$D"; echo old > "$D/default.json"
      ${before}; "$@"; ls -A "$D"; cat "$D/default.json"`
    const output = execFileSync('unshare', ['-m', 'sh', '-c', shell, 'sh', process.execPath, ...node], {
      env: {H: home.folder, D: folder, PATH: process.env['PATH']},
    })
    const [failure, files, ...stored] = output.toString().trim().split('\n')
    return {failure: JSON.parse(failure ?? '') as AppError, files: files ?? '', stored: stored.join('\n')}
  }

  itMounts(`a full disk: the old file stays, and nothing beside it${why}`, () => {
    const {failure, files, stored} = inTmpfs(makeHome(), 200_000, 'true')
    expect(failure).toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/default\.json \(ENOSPC\)$/),
      hints: ['free some disk space and try again; nothing was changed'],
    })
    expect([files, stored]).toEqual(['default.json', 'old'])
  })

  itMounts(`a read-only file system: says so${why}`, () => {
    const {failure, files, stored} = inTmpfs(makeHome(), 20, 'chmod 700 "$D" "$D/.."; mount -o remount,ro "$H"')
    expect(failure).toMatchObject({code: 'refused', message: expect.stringMatching(/\(EROFS\)$/)})
    expect(failure.hints.at(-1)).toMatch(/read-only; set XDG_CONFIG_HOME/)
    expect([files, stored]).toEqual(['default.json', 'old'])
  })
})
