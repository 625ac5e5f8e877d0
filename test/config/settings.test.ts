import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {spawnSync} from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import {systemClock} from '../../src/lib/cli/context.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {parseSetting, SETTINGS} from '../../src/lib/config/setting-table.js'
import {readSettings, removeSetting, writeSetting} from '../../src/lib/config/settings.js'
import {bundleForChild, removeBundle} from './support/bundle.js'
import {makeHome, modeOf} from './support/home.js'
import {propertyRuns} from '../support/property-runs.js'

const real = {clock: systemClock}

describe('storing a setting', () => {
  it('writes plain JSON, 0600 in a 0700 folder, and reads it back', async () => {
    const home = makeHome()
    expect(await writeSetting(home.place, 'timeout', ' 12.5 ', real)).toBe(12.5)
    expect(await writeSetting(home.place, 'account-id', 'accounts/acme', real)).toBe('acme')
    const file = path.join(home.fireq, 'config.json')
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({timeout: 12.5, 'account-id': 'acme'})
    expect([home.fireq, file].map(modeOf)).toEqual(['700', '600'])
    const stored = readSettings(home.place)
    expect([...stored.values]).toEqual([
      ['account-id', 'acme'],
      ['timeout', 12.5],
    ])
    expect(stored).toMatchObject({file, warnings: []})
    expect(fs.readdirSync(home.fireq, {recursive: true})).toEqual(['config.json', 'locks'])
  })

  it('tightens a file and folder that existed with more, and keeps what it does not know', async () => {
    const home = makeHome()
    const file = home.settings({future: {a: 1}, timeout: 5})
    fs.chmodSync(file, 0o644)
    fs.chmodSync(home.fireq, 0o755)
    await writeSetting(home.place, 'color', 'never', real)
    expect([home.fireq, file].map(modeOf)).toEqual(['700', '600'])
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({future: {a: 1}, timeout: 5, color: 'never'})
  })

  it('removes one, and says whether it was set', async () => {
    const home = makeHome()
    expect(await removeSetting(home.place, 'model', real)).toBe(false)
    expect(home.exists('.config')).toBe(false)
    await writeSetting(home.place, 'model', 'accounts/fireworks/models/glm-4.6', real)
    expect(await removeSetting(home.place, 'model', real)).toBe(true)
    expect(await removeSetting(home.place, 'model', real)).toBe(false)
    expect(readSettings(home.place).values.size).toBe(0)
  })

  it.each([
    ['api-key', 'fw_test_aaaaaaaaaaaa', 'settings never hold keys'],
    ['FIREWORKS_API_KEY', 'x', 'settings never hold keys'],
    ['acount-id', 'x', 'no setting is named "acount-id"'],
    ['__proto__', 'x', 'no setting is named "__proto__"'],
    ['fw_test_aaaaaaaaaaaa', 'x', 'no setting is named (not shown: it looks like a secret)'],
    ['model', 'fw_test_aaaaaaaaaaaa', 'the value for model looks like an API key'],
    ['base-url', 'https://x/?key=fpk_aaaaaaaa', 'the value for base-url looks like an API key'],
    ['base-url', 'https://me:secret@x', 'holds a user name or password'],
    ['base-url', 'api.fireworks.ai', 'is not a base URL'],
    ['base-url', 'ftp://x', 'is not a base URL'],
    ['insecure-http', 'yes', 'is not true or false'],
    ['timeout', '0', 'is not a timeout in seconds'],
    ['timeout', '1e3', 'is not a timeout in seconds'],
    ['timeout', '3601', 'is not a timeout in seconds'],
    ['color', 'yes', 'is not a colour choice'],
    ['account-id', 'a b', 'is not an account id'],
    ['profile', '../x', 'is not a profile name'],
    ['model', '', 'is not a model name'],
    ['sandbox', 'Tier 2', 'is not a sandbox scenario'],
  ])('refuses %s = %j and writes nothing', async (key, value, message) => {
    const home = makeHome()
    const attempt = writeSetting(home.place, key, value, real)
    await expect(attempt).rejects.toMatchObject({code: 'usage', message: expect.stringContaining(message)})
    await expect(attempt).rejects.not.toThrow(/fw_test|fpk_|secret@/)
    expect(home.exists('.config')).toBe(false)
  })

  it('refuses where nothing can be written, and without a home', async () => {
    const blocked = makeHome()
    blocked.write('.config', 'a file')
    await expect(writeSetting(blocked.place, 'timeout', '5', real)).rejects.toMatchObject({
      code: 'refused',
      message: `cannot write ${blocked.fireq} (ENOTDIR)`,
    })
    const nowhere = {env: {}, home: null, platform: 'linux' as const}
    await expect(writeSetting(nowhere, 'timeout', '5', real)).rejects.toMatchObject({code: 'refused'})
    expect(await removeSetting(nowhere, 'timeout', real)).toBe(false)
  })
})

describe('a damaged file', () => {
  it.each(['{"timeout": ', '[]', 'null', '"fw_test_aaaaaaaaaaaa', ''])(
    '%j: a warning for most, an error for config',
    async text => {
      const home = makeHome()
      const file = home.write('.config/fireq/config.json', text)
      const stored = readSettings(home.place)
      expect(stored.values.size).toBe(0)
      expect(stored.warnings).toEqual([{code: 'settings-ignored', message: expect.stringContaining(file)}])
      const error = {code: 'refused', message: `the settings file ${file} is not a JSON object`}
      expect(() => readSettings(home.place, {strict: true})).toThrow(error.message)
      await expect(writeSetting(home.place, 'timeout', '5', real)).rejects.toMatchObject(error)
      await expect(removeSetting(home.place, 'timeout', real)).rejects.toMatchObject(error)
      expect(fs.readFileSync(file, 'utf8')).toBe(text)
    },
  )

  it('a single unusable value is left out, with a warning that does not show it', () => {
    const home = makeHome()
    home.settings({timeout: 'soon', model: 'fw_test_aaaaaaaaaaaa', color: ['x'], profile: null, 'account-id': 'acme'})
    const stored = readSettings(home.place, {strict: true})
    expect([...stored.values]).toEqual([['account-id', 'acme']])
    expect(stored.warnings.map(warning => /setting (\S+)/.exec(warning.message)?.[1])).toEqual([
      'timeout',
      'model',
      'color',
    ])
    expect(JSON.stringify(stored.warnings)).not.toContain('fw_test')
  })
})

it('any value is stored as something that reads back the same, or refused as usage', () => {
  const key = fc.constantFrom(...SETTINGS.map(setting => setting.key))
  const raw = fc.oneof(
    fc.string(),
    fc.string().map(rest => `https://${rest}`),
    fc.double().map(String),
    fc.constantFrom('auto', 'tier2', 'acme', '30'),
  )
  fc.assert(
    fc.property(key, raw, (name, text) => {
      try {
        const value = parseSetting(name, text, 'test')
        expect(parseSetting(name, String(value), 'test')).toBe(value)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        expect(error.code).toBe('usage')
      }
    }),
    propertyRuns(),
  )
})

it('reading loads no conf: neither without a file nor with one', () => {
  const module = bundleForChild('src/lib/config/settings.ts')
  try {
    const home = makeHome()
    const run = `import {readSettings, writeSetting} from ${JSON.stringify(module)}
      import fs from 'node:fs'
      const place = {env: {HOME: ${JSON.stringify(home.folder)}}, home: null, platform: 'linux'}
      console.log(readSettings(place).values.size)
      const code = await writeSetting(place, 'timeout', '8', {}).catch(error => error.code)
      fs.writeFileSync(${JSON.stringify(path.join(home.fireq, 'config.json'))}, '{"timeout": 7}')
      console.log(readSettings(place).values.get('timeout'), code)`
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', run], {env: {}})
    expect(child.stdout.toString()).toBe('0\n7 ERR_MODULE_NOT_FOUND\n')
  } finally {
    removeBundle(module)
  }
})
