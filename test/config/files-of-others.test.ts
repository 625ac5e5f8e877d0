import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {execFileSync, spawnSync} from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type {ConfigPlace} from '../../src/lib/config/paths.js'
import {readProfile, writeProfile} from '../../src/lib/config/profiles.js'
import {readFirectlDefault} from '../../src/lib/config/firectl-auth.js'
import {readSettings} from '../../src/lib/config/settings.js'
import {bundleForChild, removeBundle} from './support/bundle.js'
import {makeHome, type TestHome} from './support/home.js'

const KEY = 'fw_test_aaaaaaaaaaaa'
const me = process.getuid?.() ?? 0
/** Root's files are trusted by everybody, so root gives its file to somebody else first. */
const SOMEBODY_ELSE = me === 0 ? 65_534 : me

function asUser(home: TestHome, userId: number): ConfigPlace {
  return {...home.place, userId}
}

/** The place as a user sees it to whom the file does not belong. */
function asStranger(home: TestHome, file: string): ConfigPlace {
  if (me === 0) fs.chownSync(file, SOMEBODY_ELSE, SOMEBODY_ELSE)
  return asUser(home, me === 0 ? 0 : me + 1)
}

describe('a profile file', () => {
  const planted = {keyCommand: 'touch planted; echo fw_test_planted', baseUrl: 'https://elsewhere.example'}

  test('of another user is not read: its key command and its base URL are theirs', () => {
    const home = makeHome()
    const place = asStranger(home, home.profile('work', planted))
    expect(() => readProfile(place, 'work')).toThrow(/the profile work is not read: .* belongs to another user/)
  })

  test.each([0o620, 0o602, 0o666])(
    'that others may write (%i) is not read, and the line that mends it is printed',
    mode => {
      const home = makeHome()
      const file = home.profile('work', planted)
      fs.chmodSync(file, mode)
      const place = asUser(home, me)
      expect(() => readProfile(place, 'work')).toThrow(/others may write/)
      const hints = failureHints(() => readProfile(place, 'work'))
      const line = /`(.*)`/.exec(hints[0] ?? '')?.[1] ?? ''
      execFileSync('sh', ['-c', line])
      expect(readProfile(place, 'work')).toMatchObject({keyCommand: planted.keyCommand})
    },
  )

  test('that others can only read is used, with a warning', () => {
    const home = makeHome()
    fs.chmodSync(home.profile('work', {apiKey: KEY}), 0o644)
    expect(readProfile(asUser(home, me), 'work')).toMatchObject({apiKey: KEY, warnings: [{code: 'loose-permissions'}]})
  })

  test('is not stored in a folder of somebody else', () => {
    const home = makeHome()
    fs.mkdirSync(path.join(home.fireq, 'profiles'), {recursive: true, mode: 0o700})
    const place = asStranger(home, path.join(home.fireq, 'profiles'))
    expect(() => writeProfile(place, 'work', {apiKey: KEY})).toThrow(
      /nothing is stored in a folder that others can write/,
    )
    expect(fs.readdirSync(path.join(home.fireq, 'profiles'))).toEqual([])
  })
})

test('settings that others may write are ignored, with a warning: their base URL would get the key', () => {
  const home = makeHome()
  fs.chmodSync(home.settings({'base-url': 'https://elsewhere.example'}), 0o666)
  const {values, warnings} = readSettings(asUser(home, me))
  expect([...values]).toEqual([])
  expect(warnings).toMatchObject([{code: 'settings-ignored'}])
})

describe('a named pipe or a device', () => {
  const readers: readonly (readonly [string, string, (home: TestHome, file: string) => unknown])[] = [
    ['profile', '.config/fireq/profiles/p.json', home => readProfile(home.place, 'p')],
    ['settings', '.config/fireq/config.json', home => readSettings(home.place, {strict: true})],
    ['auth.ini', '.fireworks/auth.ini', home => readFirectlDefault(home.place)],
    ['FIREWORKS_AUTH_FILE', 'mine.ini', (home, file) => readFirectlDefault(home.with({FIREWORKS_AUTH_FILE: file}))],
  ]

  test.each(readers)('as %s is refused at once', (_, relative, read) => {
    const home = makeHome()
    const file = path.join(home.folder, relative)
    fs.mkdirSync(path.dirname(file), {recursive: true, mode: 0o700})
    execFileSync('mkfifo', [file])
    expect(() => read(home, file)).toThrow(/not a regular file/)
    fs.rmSync(file)
    fs.symlinkSync('/dev/zero', file)
    expect(() => read(home, file)).toThrow(/not a regular file/)
  })
})

describe('where no file can take another byte', () => {
  let module = ''
  beforeAll(() => {
    module = bundleForChild('src/lib/config/process-lock.ts')
  })
  afterAll(() => removeBundle(module))

  test('a lock is done without, and no empty file is left to hold up the next run', () => {
    const home = makeHome()
    const place = JSON.stringify(home.place)
    const text = `import {takeLock} from ${JSON.stringify(module)}
      const clock = {now: Date.now, sleep: () => Promise.reject(new Error('it waits'))}
      console.log(await takeLock(${place}, ['x'], {clock}))`
    const shell = `trap '' XFSZ; ulimit -f 0; exec "$@"`
    const child = spawnSync('bash', ['-c', shell, 'bash', process.execPath, '--input-type=module', '--eval', text])
    expect(child.stdout.toString().trim()).toBe('null')
    expect(fs.readdirSync(path.join(home.fireq, 'locks'))).toEqual([])
  })
})

function failureHints(run: () => unknown): readonly string[] {
  try {
    run()
  } catch (error) {
    return (error as {hints: readonly string[]}).hints
  }
  return []
}
