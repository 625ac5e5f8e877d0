import {describe, expect, it} from '@jest/globals'
import {describeSettings, describeWithWarnings, resolveSetting} from '../../src/lib/config/describe.js'
import {makeHome} from './support/home.js'

const KEY = 'fw_test_aaaaaaaaaaaa'

describe('every setting and where it comes from', () => {
  it('with nothing set', async () => {
    expect(await describeSettings(makeHome().place, {})).toEqual([
      {key: 'api-key', value: null, origin: 'default', detail: ''},
      {key: 'account-id', value: null, origin: 'default', detail: ''},
      {key: 'profile', value: null, origin: 'default', detail: ''},
      {key: 'base-url', value: 'https://api.fireworks.ai', origin: 'default', detail: ''},
      {key: 'insecure-http', value: 'false', origin: 'default', detail: ''},
      {key: 'timeout', value: '30', origin: 'default', detail: ''},
      {key: 'model', value: null, origin: 'default', detail: ''},
      {key: 'color', value: 'auto', origin: 'default', detail: ''},
      {key: 'sandbox', value: null, origin: 'default', detail: ''},
      {key: 'history', value: 'off', origin: 'default', detail: ''},
      {key: 'history.days', value: '90', origin: 'default', detail: ''},
    ])
  })

  it('with something from everywhere, and nothing of the key', async () => {
    const home = makeHome()
    const profile = home.profile('work', {apiKey: KEY, accountId: 'acme'})
    const config = home.settings({profile: 'work', timeout: 5, model: 'kimi-k3'})
    const place = home.with({NO_COLOR: '1', FORCE_COLOR: '1', FIREQ_SANDBOX: 'enterprise'})
    const rows = await describeSettings(place, {baseUrl: 'https://me:hunter22@proxy.example/x'})
    expect(rows).toEqual([
      {key: 'api-key', value: 'set', origin: 'profile', detail: profile},
      {key: 'account-id', value: 'acme', origin: 'profile', detail: profile},
      {key: 'profile', value: 'work', origin: 'config', detail: config},
      {key: 'base-url', value: 'https://[redacted]@proxy.example/x', origin: 'flag', detail: '--base-url'},
      {key: 'insecure-http', value: 'false', origin: 'default', detail: ''},
      {key: 'timeout', value: '5', origin: 'config', detail: config},
      {key: 'model', value: 'kimi-k3', origin: 'config', detail: config},
      {key: 'color', value: 'never', origin: 'environment', detail: 'NO_COLOR'},
      {key: 'sandbox', value: 'enterprise', origin: 'environment', detail: 'FIREQ_SANDBOX'},
      {key: 'history', value: 'off', origin: 'default', detail: ''},
      {key: 'history.days', value: '90', origin: 'default', detail: ''},
    ])
    expect(JSON.stringify(rows)).not.toMatch(/fw_|aaaa|hunter/)
  })

  it('an account that the key tells, and a key command that is not run', async () => {
    const home = makeHome()
    const file = home.profile('default', {keyCommand: `touch ${home.folder}/ran; echo ${KEY}`})
    const rows = await describeSettings(home.place, {})
    expect(rows.slice(0, 3)).toEqual([
      {key: 'api-key', value: 'key-command', origin: 'profile', detail: file},
      {key: 'account-id', value: null, origin: 'key', detail: ''},
      {key: 'profile', value: 'default', origin: 'default', detail: ''},
    ])
    expect(home.exists('ran')).toBe(false)
    expect(JSON.stringify(rows)).not.toMatch(/touch|fw_/)
  })

  it('still speaks when the profile is missing or damaged, not when its own file is', async () => {
    const home = makeHome()
    home.settings({profile: 'gone'})
    expect((await describeSettings(home.place, {}))[2]).toMatchObject({key: 'profile', value: 'gone', origin: 'config'})
    const file = home.write('.config/fireq/profiles/gone.json', '{')
    const found = await describeWithWarnings(home.place, {})
    expect(found.warnings).toEqual([{code: 'credentials-ignored', message: expect.stringContaining(file)}])
    home.write('.config/fireq/config.json', '{')
    await expect(describeSettings(home.place, {})).rejects.toMatchObject({code: 'refused'})
  })
})

it('settings outside the connection follow flag, environment, config file', () => {
  const home = makeHome()
  home.settings({color: 'never', model: 'm', sandbox: 'tier2'})
  expect(resolveSetting(home.place, {}, 'color')).toMatchObject({value: 'never', origin: 'config'})
  expect(resolveSetting(home.with({FORCE_COLOR: '1'}), {}, 'color')).toMatchObject({
    value: 'always',
    detail: 'FORCE_COLOR',
  })
  expect(resolveSetting(home.with({FORCE_COLOR: '0'}), {}, 'color')).toMatchObject({value: 'never'})
  expect(resolveSetting(home.with({NO_COLOR: '1'}), {color: 'always'}, 'color')).toMatchObject({origin: 'flag'})
  expect(resolveSetting(home.place, {model: 'x'}, 'model')).toEqual({value: 'x', origin: 'flag', detail: '--model'})
  expect(resolveSetting(home.with({FIREQ_SANDBOX: 'a'}), {sandbox: 'b'}, 'sandbox')).toMatchObject({value: 'b'})
  expect(resolveSetting(makeHome().place, {}, 'sandbox')).toBeNull()
})
