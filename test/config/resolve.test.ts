import {command} from '../../src/lib/domain/action.js'
import {describe, expect, it} from '@jest/globals'
import type {ConfigPlace} from '../../src/lib/config/paths.js'
import {resolveConnection, type GlobalFlags} from '../../src/lib/config/resolve.js'
import {makeHome} from './support/home.js'

const KEY_A = 'fw_test_aaaaaaaaaaaa'
const KEY_B = 'fw_test_bbbbbbbbbbbb'
const KEY_C = 'fw_test_cccccccccccc'

async function brief(place: ConfigPlace, flags: GlobalFlags = {}) {
  const found = await resolveConnection(place, flags)
  return {
    key: found.apiKey?.value ?? null,
    keyFrom: found.apiKey?.origin ?? null,
    account: found.accountId?.value ?? null,
    accountFrom: found.accountId?.origin ?? null,
    profile: found.profile?.value ?? null,
    url: found.baseUrl.value,
    timeout: found.timeoutSeconds.value,
    warnings: found.warnings.map(warning => warning.code),
  }
}

describe('without anything stored', () => {
  it('has no key, the defaults, and no warning', async () => {
    expect(await resolveConnection(makeHome().place, {})).toEqual({
      apiKey: null,
      keyCommand: null,
      accountId: null,
      profile: null,
      baseUrl: {value: 'https://api.fireworks.ai', origin: 'default', detail: ''},
      timeoutSeconds: {value: 30, origin: 'default', detail: ''},
      warnings: [],
    })
  })

  it('goes without a home folder', async () => {
    const place: ConfigPlace = {env: {FIREWORKS_API_KEY: KEY_A}, home: null, platform: 'linux'}
    expect(await brief(place)).toMatchObject({key: KEY_A, keyFrom: 'environment', account: null, warnings: []})
    expect(await brief({env: {}, home: null, platform: 'win32'})).toMatchObject({key: null, warnings: []})
  })
})

describe('precedence, value by value', () => {
  const home = makeHome()
  home.profile('default', {apiKey: KEY_A, accountId: 'profile-acme', baseUrl: 'https://profile.example'})
  home.settings({'base-url': 'https://config.example', timeout: 12, 'account-id': 'config-acme'})

  it('takes the profile before the config file before the default', async () => {
    expect(await brief(home.place)).toEqual({
      key: KEY_A,
      keyFrom: 'profile',
      account: 'profile-acme',
      accountFrom: 'profile',
      profile: 'default',
      url: 'https://profile.example',
      timeout: 12,
      warnings: [],
    })
  })

  it('takes the environment before the profile', async () => {
    const place = home.with({FIREWORKS_BASE_URL: ' https://env.example ', FIREWORKS_ACCOUNT_ID: 'accounts/env-acme'})
    expect(await brief(place)).toMatchObject({key: KEY_A, account: 'env-acme', url: 'https://env.example'})
  })

  it('takes a flag before the environment', async () => {
    const place = home.with({FIREWORKS_BASE_URL: 'https://env.example', FIREWORKS_ACCOUNT_ID: 'env-acme'})
    const flags = {accountId: 'accounts/flag-acme', baseUrl: 'https://flag.example', timeout: 2.5}
    expect(await brief(place, flags)).toMatchObject({
      account: 'flag-acme',
      accountFrom: 'flag',
      url: 'https://flag.example',
      timeout: 2.5,
    })
  })

  it('counts empty and blank variables as unset', async () => {
    const place = home.with({
      FIREWORKS_API_KEY: '',
      FIREWORKS_ACCOUNT_ID: '  ',
      FIREWORKS_BASE_URL: '',
      FIREWORKS_PROFILE: '',
      FIREWORKS_AUTH_FILE: '',
    })
    expect(await brief(place)).toEqual(await brief(home.place))
  })

  it('names the flag, the variable or the file a value came from', async () => {
    const found = await resolveConnection(home.with({FIREWORKS_ACCOUNT_ID: 'x'}), {timeout: 1})
    expect(found.apiKey?.detail).toBe(`${home.fireq}/profiles/default.json`)
    expect(found.accountId).toEqual({value: 'x', origin: 'environment', detail: 'FIREWORKS_ACCOUNT_ID'})
    expect(found.timeoutSeconds).toEqual({value: 1, origin: 'flag', detail: '--timeout'})
  })
})

describe('the account is bound to the key', () => {
  const home = makeHome()
  home.profile('default', {apiKey: KEY_A, accountId: 'acme-a'})
  home.profile('bare', {apiKey: KEY_C})
  home.write('.fireworks/auth.ini', `api_key = ${KEY_C}\naccount_id = acme-c\n`)
  home.settings({'account-id': 'config-acme'})
  const environment = {FIREWORKS_API_KEY: KEY_B}

  it.each<[string, Record<string, string>, GlobalFlags, string | null, string | null]>([
    ['key by flag', {}, {apiKey: KEY_B}, KEY_B, null],
    ['key by environment', environment, {}, KEY_B, null],
    ['key by environment, profile by flag', environment, {profile: 'default'}, KEY_B, null],
    ['key by flag, profile by flag', {}, {apiKey: KEY_B, profile: 'default'}, KEY_B, null],
    ['key by environment, account by flag', environment, {accountId: 'mine'}, KEY_B, 'mine'],
    ['key and account by environment', {...environment, FIREWORKS_ACCOUNT_ID: 'env'}, {}, KEY_B, 'env'],
    ['key by flag, account by environment', {FIREWORKS_ACCOUNT_ID: 'env'}, {apiKey: KEY_B}, KEY_B, 'env'],
    ['key by flag, account by flag', {FIREWORKS_ACCOUNT_ID: 'env'}, {apiKey: KEY_B, accountId: 'f'}, KEY_B, 'f'],
    ['key by profile', {}, {}, KEY_A, 'acme-a'],
    ['key by profile, account by environment', {FIREWORKS_ACCOUNT_ID: 'env'}, {}, KEY_A, 'env'],
    ['key by a named profile without account', {}, {profile: 'bare'}, KEY_C, null],
    ['key by a profile of the environment without account', {FIREWORKS_PROFILE: 'bare'}, {}, KEY_C, null],
  ])('%s', async (_name, env, flags, key, account) => {
    expect(await brief(home.with(env), flags)).toMatchObject({key, account})
  })

  it('takes the account setting for a key that nobody chose by hand and that names none', async () => {
    const other = makeHome()
    other.profile('bare', {apiKey: KEY_C})
    other.settings({'account-id': 'config-acme', profile: 'bare'})
    expect(await brief(other.place)).toMatchObject({key: KEY_C, account: 'config-acme', accountFrom: 'config'})
    expect(await brief(other.with(environment))).toMatchObject({key: KEY_B, account: null})
  })
})

describe('which profile', () => {
  const home = makeHome()
  home.profile('default', {apiKey: KEY_A, accountId: 'acme-a'})
  home.profile('staging', {apiKey: KEY_B, accountId: 'acme-b'})
  home.write('.fireworks/profiles/staging/auth.ini', `api_key=${KEY_C}\naccount_id=firectl-staging\n`)
  home.write('.fireworks/profiles/ci/auth.ini', `api_key=${KEY_C}\naccount_id=firectl-ci\n`)

  it('takes the flag before the variable before the setting before `default`', async () => {
    const place = home.with({FIREWORKS_PROFILE: 'ci'})
    expect(await brief(place, {profile: 'staging'})).toMatchObject({profile: 'staging', key: KEY_B})
    expect(await brief(place)).toMatchObject({profile: 'ci', key: KEY_C})
    const other = makeHome()
    other.profile('default', {apiKey: KEY_A})
    other.profile('work', {apiKey: KEY_B})
    other.settings({profile: 'work'})
    expect(await brief(other.place)).toMatchObject({profile: 'work', key: KEY_B})
    expect(await brief(home.place)).toMatchObject({profile: 'default', key: KEY_A})
  })

  it("takes fireq's before firectl's of the same name", async () => {
    expect(await brief(home.place, {profile: 'staging'})).toMatchObject({account: 'acme-b', keyFrom: 'profile'})
    expect(await brief(home.place, {profile: 'ci'})).toMatchObject({account: 'firectl-ci', keyFrom: 'firectl'})
  })

  it('refuses a name that nobody knows, with the known ones', async () => {
    await expect(brief(home.place, {profile: 'stagin'})).rejects.toMatchObject({
      code: 'usage',
      message: 'there is no profile stagin',
      hints: [
        'known profiles: default, staging, ci (firectl)',
        ['make it with ', command('auth', 'login', '-p', 'stagin')],
      ],
    })
    await expect(brief(home.with({FIREWORKS_PROFILE: 'gone'}))).rejects.toMatchObject({
      message: 'there is no profile gone, named by FIREWORKS_PROFILE',
    })
    const found = await resolveConnection(home.place, {profile: 'gone'}, {profileMayBeMissing: true})
    expect(found).toMatchObject({apiKey: null, profile: {value: 'gone', origin: 'flag'}})
  })

  it.each(['../../etc', '.hidden', '-x', 'a/b', 'a\\b', 'con', KEY_A, 'ü'])('refuses the name %j', async profile => {
    await expect(brief(home.place, {profile})).rejects.toMatchObject({code: 'usage'})
    await expect(brief(home.place, {profile})).rejects.not.toThrow(/fw_test/)
  })

  it('says so when the key of the environment overrides the named profile', async () => {
    const place = home.with({FIREWORKS_API_KEY: KEY_C})
    expect(await brief(place, {profile: 'staging'})).toMatchObject({key: KEY_C, warnings: ['profile-key-overridden']})
    expect(await brief(place)).toMatchObject({key: KEY_C, warnings: []})
    expect(await brief(place, {profile: 'staging', apiKey: KEY_A})).toMatchObject({key: KEY_A, warnings: []})
  })
})

describe("firectl's sign-in", () => {
  it('is taken when there is no profile', async () => {
    const home = makeHome()
    const file = home.write(
      '.fireworks/auth.ini',
      `[fireworks]\napi-key = "${KEY_C}" ; mine\naccount_id = accounts/acme\n`,
    )
    const found = await resolveConnection(home.place, {})
    expect(found.apiKey).toEqual({value: KEY_C, origin: 'firectl', detail: file})
    expect(found.accountId).toEqual({value: 'acme', origin: 'firectl', detail: file})
    expect(found.profile).toBeNull()
  })

  it('comes from FIREWORKS_AUTH_FILE instead when that is set', async () => {
    const home = makeHome()
    home.write('.fireworks/auth.ini', `api_key = ${KEY_A}\naccount_id = a\n`)
    const other = home.write('other.ini', `api_key = ${KEY_B}\n`)
    expect(await brief(home.with({FIREWORKS_AUTH_FILE: other}))).toMatchObject({key: KEY_B, account: null})
    expect(await brief(home.with({FIREWORKS_AUTH_FILE: '~/other.ini'}))).toMatchObject({key: KEY_B})
  })

  it('is an error when FIREWORKS_AUTH_FILE names nothing, unless the key is given', async () => {
    const missing = makeHome().with({FIREWORKS_AUTH_FILE: '/nowhere/auth.ini'})
    await expect(brief(missing)).rejects.toMatchObject({
      code: 'usage',
      message: 'FIREWORKS_AUTH_FILE names /nowhere/auth.ini, which does not exist',
    })
    expect(await brief(missing, {apiKey: KEY_A})).toMatchObject({key: KEY_A, warnings: ['credentials-ignored']})
  })

  it('says so when a default profile of fireq comes before FIREWORKS_AUTH_FILE', async () => {
    const home = makeHome()
    home.profile('default', {apiKey: KEY_A})
    const file = home.write('x.ini', `api_key = ${KEY_B}`)
    const found = await brief(home.with({FIREWORKS_AUTH_FILE: file}))
    expect(found).toMatchObject({key: KEY_A, warnings: ['auth-file-not-used']})
  })

  it('says why a browser sign-in alone is of no use', async () => {
    const home = makeHome()
    home.write('.fireworks/auth.ini', 'id_token = eyJhbGciOi.x.y\naccount_id = acme\n')
    const found = await resolveConnection(home.place, {})
    expect(found.apiKey).toBeNull()
    expect(found.warnings).toEqual([
      {code: 'sign-in-not-usable', message: expect.stringMatching(/auth\.ini: .*id_token.*cannot use it/)},
    ])
    expect(JSON.stringify(found)).not.toContain('eyJ')
  })
})

describe('bad values', () => {
  const home = makeHome()

  it.each(['fw_a b', 'fw_a\nfw_b', 'fw_a\u0000', 'fw_ä', 'fw_\u200b1'])(
    'a key %j is refused and never shown',
    async apiKey => {
      for (const attempt of [brief(home.place, {apiKey}), brief(home.with({FIREWORKS_API_KEY: apiKey}))]) {
        await expect(attempt).rejects.toMatchObject({code: 'usage', message: expect.not.stringContaining('fw_')})
      }
    },
  )

  it('trims a key', async () => {
    expect(await brief(home.with({FIREWORKS_API_KEY: `\t${KEY_A}\r\n`}))).toMatchObject({key: KEY_A})
  })

  it.each<[GlobalFlags, string]>([
    [{apiKey: ''}, '--api-key is empty'],
    [{accountId: ' '}, '--account-id is empty'],
    [{profile: ''}, '--profile is empty'],
    [{baseUrl: ''}, '--base-url is empty'],
  ])('an empty flag %j is no absence', async (flags, message) => {
    await expect(brief(home.with({FIREWORKS_API_KEY: KEY_A}), flags)).rejects.toMatchObject({code: 'usage', message})
  })

  it.each(['accounts/acme/quotas/x', 'a b', '..', 'accounts/', KEY_A])('an account %j is refused', async accountId => {
    await expect(brief(home.place, {accountId})).rejects.toMatchObject({
      code: 'usage',
      message: expect.not.stringContaining('fw_test'),
    })
  })

  it.each([0, -1, NaN, Infinity, 3601])('a timeout of %p is refused', async timeout => {
    await expect(brief(home.place, {timeout})).rejects.toMatchObject({code: 'usage'})
  })

  it('a damaged default profile stops, unless the key is given', async () => {
    const damaged = makeHome()
    const file = damaged.write('.config/fireq/profiles/default.json', `{"apiKey": "${KEY_A}`)
    damaged.write('.fireworks/auth.ini', `api_key = ${KEY_C}\n`)
    await expect(brief(damaged.place)).rejects.toMatchObject({code: 'refused', message: expect.stringContaining(file)})
    await expect(brief(damaged.place)).rejects.not.toThrow(/fw_test/)
    expect(await brief(damaged.place, {apiKey: KEY_B})).toMatchObject({key: KEY_B, warnings: ['credentials-ignored']})
  })

  it('a damaged settings file is a warning', async () => {
    const damaged = makeHome()
    damaged.write('.config/fireq/config.json', '{"timeout": ')
    expect(await brief(damaged.with({FIREWORKS_API_KEY: KEY_A}))).toMatchObject({
      key: KEY_A,
      timeout: 30,
      warnings: ['settings-ignored'],
    })
  })
})
