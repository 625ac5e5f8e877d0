import {describe, expect, it} from '@jest/globals'
import fs from 'node:fs'
import path from 'node:path'
import {
  listFireqProfiles,
  listProfiles,
  readProfile,
  removeProfile,
  writeProfile,
} from '../../src/lib/config/profiles.js'
import {resolveConnection} from '../../src/lib/config/resolve.js'
import {makeHome, modeOf} from './support/home.js'

const KEY = 'fw_test_aaaaaaaaaaaa'
const OTHER = 'fw_test_bbbbbbbbbbbb'

function filesIn(folder: string): readonly string[] {
  return fs.readdirSync(folder).sort()
}

describe('storing a profile', () => {
  it('makes 0600 files in 0700 folders, whatever the umask, and reads back the same', () => {
    const home = makeHome()
    const before = process.umask(0)
    try {
      const file = writeProfile(home.place, 'ci', {
        apiKey: ` ${KEY}\n`,
        accountId: 'accounts/acme',
        baseUrl: 'https://x',
      })
      expect(file).toBe(path.join(home.fireq, 'profiles/ci.json'))
      expect([home.fireq, path.dirname(file), file].map(modeOf)).toEqual(['700', '700', '600'])
      process.umask(0o777)
      writeProfile(home.place, 'ci2', {keyCommand: 'pass show x'})
      expect(modeOf(path.join(home.fireq, 'profiles/ci2.json'))).toBe('600')
    } finally {
      process.umask(before)
    }
    expect(readProfile(home.place, 'ci')).toMatchObject({
      name: 'ci',
      apiKey: KEY,
      keyCommand: null,
      accountId: 'acme',
      baseUrl: 'https://x',
      warnings: [],
    })
    expect(readProfile(home.place, 'ci2')).toMatchObject({apiKey: null, keyCommand: 'pass show x', accountId: null})
    expect(filesIn(path.join(home.fireq, 'profiles'))).toEqual(['ci.json', 'ci2.json'])
  })

  it('tightens what existed with more, after having warned of it', async () => {
    const home = makeHome()
    const file = home.profile('default', {apiKey: KEY})
    fs.chmodSync(file, 0o644)
    fs.chmodSync(path.dirname(file), 0o755)
    fs.chmodSync(home.fireq, 0o775)
    const found = await resolveConnection(home.place, {})
    expect(found.apiKey?.value).toBe(KEY)
    expect(found.warnings).toEqual([
      {code: 'loose-permissions', message: expect.stringContaining(`${file} can be read by others (mode 644)`)},
    ])
    expect(modeOf(file)).toBe('644')
    writeProfile(home.place, 'default', {apiKey: OTHER})
    expect([home.fireq, path.dirname(file), file].map(modeOf)).toEqual(['700', '700', '600'])
    expect(readProfile(home.place, 'default')).toMatchObject({apiKey: OTHER, warnings: []})
  })

  it('has no bits to look at on Windows', () => {
    const home = makeHome()
    fs.chmodSync(home.profile('default', {apiKey: KEY}), 0o666)
    const place = {env: {XDG_CONFIG_HOME: ''}, home: home.folder, platform: 'win32' as const}
    expect(readProfile({...home.place, platform: 'darwin'}, 'default')?.warnings).toHaveLength(1)
    expect(readProfile(place, 'default')).toBeNull()
  })

  it('follows a link and replaces what it points to', () => {
    const home = makeHome()
    const target = home.write('dotfiles/fireworks.json', JSON.stringify({apiKey: KEY}))
    fs.chmodSync(target, 0o644)
    fs.mkdirSync(path.join(home.fireq, 'profiles'), {recursive: true})
    const link = path.join(home.fireq, 'profiles/default.json')
    fs.symlinkSync('../../../dotfiles/fireworks.json', link)
    writeProfile(home.place, 'default', {apiKey: OTHER})
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true)
    expect(fs.readFileSync(target, 'utf8')).toContain(OTHER)
    expect(modeOf(target)).toBe('600')
    expect(filesIn(path.dirname(target))).toEqual(['fireworks.json'])
    expect(removeProfile(home.place, 'default')).toBe(true)
    expect(fs.existsSync(target)).toBe(false)
    expect(fs.lstatSync(link, {throwIfNoEntry: false})).toBeUndefined()
  })

  it('makes what a dangling link points to; refuses links in a circle', () => {
    const home = makeHome()
    fs.mkdirSync(path.join(home.fireq, 'profiles'), {recursive: true})
    const link = path.join(home.fireq, 'profiles/a.json')
    fs.symlinkSync(path.join(home.folder, 'later.json'), link)
    writeProfile(home.place, 'a', {apiKey: KEY})
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true)
    expect(modeOf(path.join(home.folder, 'later.json'))).toBe('600')
    const circle = path.join(home.fireq, 'profiles/b.json')
    fs.symlinkSync('b.json', circle)
    expect(() => writeProfile(home.place, 'b', {apiKey: KEY})).toThrow(`cannot write ${circle} (ELOOP)`)
    expect(() => readProfile(home.place, 'b')).toThrow(`cannot read ${circle} (ELOOP)`)
  })

  it('removes what a killed write left, once it is old, and leaves the files of others', () => {
    const home = makeHome()
    const folder = path.join(home.fireq, 'profiles')
    const old = home.write('.config/fireq/profiles/.a.json.0123456789ab.tmp', KEY)
    fs.utimesSync(old, new Date(0), new Date(0))
    home.write('.config/fireq/profiles/.a.json.aaaaaaaaaaaa.tmp', KEY)
    const others = home.write('.config/fireq/profiles/.a.json.b.json.0123456789ab.tmp', KEY)
    fs.utimesSync(others, new Date(0), new Date(0))
    writeProfile(home.place, 'a', {apiKey: KEY})
    expect(filesIn(folder)).toEqual(['.a.json.aaaaaaaaaaaa.tmp', '.a.json.b.json.0123456789ab.tmp', 'a.json'])
  })

  it.each([
    [{}, 'a profile needs either a key or a key command'],
    [{apiKey: KEY, keyCommand: 'x'}, 'a profile needs either a key or a key command'],
    [{apiKey: 'fw_a b'}, 'the API key from the login holds white space'],
    [{apiKey: ''}, 'the login is empty'],
    [{apiKey: KEY, accountId: 'a b'}, 'is not an account id'],
  ])('refuses %j and writes nothing', (profile, message) => {
    const home = makeHome()
    expect(() => writeProfile(home.place, 'default', profile)).toThrow(message)
    expect(home.exists('.config')).toBe(false)
  })

  it('refuses names that would leave the folder', () => {
    const home = makeHome()
    for (const name of ['../x', '.x', 'a/b', '']) {
      expect(() => writeProfile(home.place, name, {apiKey: KEY})).toThrow('is not a profile name')
      expect(() => readProfile(home.place, name)).toThrow('is not a profile name')
      expect(() => removeProfile(home.place, name)).toThrow('is not a profile name')
    }
  })
})

describe('reading a profile', () => {
  it.each([
    ['half a file', `{"apiKey": "${KEY}`, 'is not a JSON object'],
    ['no object', `["${KEY}"]`, 'is not a JSON object'],
    ['nothing', '', 'is not a JSON object'],
    ['a number', '{"apiKey": 5}', 'holds something other than text in apiKey'],
    ['both', `{"apiKey": "${KEY}", "keyCommand": "x"}`, 'has both a key and a key command'],
  ])('%s is refused, naming the file, never its text', (_name, text, message) => {
    const home = makeHome()
    const file = home.write('.config/fireq/profiles/p.json', text)
    const read = (): unknown => readProfile(home.place, 'p')
    expect(read).toThrow(`the profile file ${file} ${message}`)
    expect(read).not.toThrow(/fw_test/)
  })

  it('knows a later version, a BOM and blank values', () => {
    const home = makeHome()
    home.write('.config/fireq/profiles/p.json', `\uFEFF{"apiKey":"${KEY}","accountId":" ","future":{"x":1}}`)
    expect(readProfile(home.place, 'p')).toMatchObject({apiKey: KEY, accountId: null})
  })

  it('is refused for a folder and for more than 1 MiB', () => {
    const home = makeHome()
    fs.mkdirSync(path.join(home.fireq, 'profiles/dir.json'), {recursive: true})
    home.write('.config/fireq/profiles/big.json', ' '.repeat(1024 * 1024 + 1))
    expect(() => readProfile(home.place, 'dir')).toThrow('(not a regular file)')
    expect(() => readProfile(home.place, 'big')).toThrow('(larger than 1 MiB)')
  })
})

describe('listing and removing', () => {
  it("lists fireq's, then firectl's that are not hidden, and no stray files", () => {
    const home = makeHome()
    for (const name of ['b', 'a']) home.profile(name, {apiKey: KEY})
    home.write('.config/fireq/profiles/.c.json.0123456789ab.tmp', '')
    for (const stray of ['notes.txt', '-x.json', '.x.json', 'a b.json'])
      home.write(`.config/fireq/profiles/${stray}`, '')
    home.write('.fireworks/profiles/b/auth.ini', '')
    home.write('.fireworks/profiles/z/auth.ini', '')
    home.write('.fireworks/profiles/empty/other', '')
    expect(listFireqProfiles(home.place)).toEqual(['a', 'b'])
    expect(listProfiles(home.place)).toEqual([
      {name: 'a', owner: 'fireq'},
      {name: 'b', owner: 'fireq'},
      {name: 'z', owner: 'firectl'},
    ])
    expect(listProfiles(makeHome().place)).toEqual([])
  })

  it('removes one profile, and says whether there was one', () => {
    const home = makeHome()
    home.profile('a', {apiKey: KEY})
    home.profile('b', {apiKey: OTHER})
    home.write('.config/fireq/profiles/.a.json.0123456789ab.tmp', KEY)
    expect(removeProfile(home.place, 'a')).toBe(true)
    expect(fs.readdirSync(path.join(home.fireq, 'profiles'))).toEqual(['b.json'])
    expect(removeProfile(home.place, 'a')).toBe(false)
    expect(removeProfile(makeHome().place, 'a')).toBe(false)
    expect(listFireqProfiles(home.place)).toEqual(['b'])
  })

  it('goes without a home folder, but for writing', () => {
    const place = {env: {}, home: null, platform: 'linux' as const}
    expect([readProfile(place, 'a'), removeProfile(place, 'a'), listProfiles(place)]).toEqual([null, false, []])
    expect(() => writeProfile(place, 'a', {apiKey: KEY})).toThrow('there is no home folder to keep a key in')
  })
})
