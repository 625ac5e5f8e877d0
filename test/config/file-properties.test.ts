import {expect, test} from '@jest/globals'
import fc from 'fast-check'
import {describeSettings} from '../../src/lib/config/describe.js'
import {readProfile} from '../../src/lib/config/profiles.js'
import {resolveConnection} from '../../src/lib/config/resolve.js'
import {readSettings} from '../../src/lib/config/settings.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {propertyRuns} from '../support/property-runs.js'
import {makeHome} from './support/home.js'

// Whatever stands in fireq's files and in firectl's: it is read, or refused with an error that does not quote it.

const SECRET = 'Zq9opaqueKeyMustNotBeQuoted77'
const home = makeHome()

const names = fc.constantFrom('apiKey', 'keyCommand', 'accountId', 'baseUrl', 'timeout', 'color', 'x', '__proto__')
const value = fc.oneof(
  fc.constantFrom<unknown>(
    SECRET,
    ` ${SECRET}\n`,
    `https://u:${SECRET}@h.test`,
    'acme',
    '',
    30,
    0,
    true,
    null,
    ['x'],
    {},
  ),
  fc.jsonValue(),
)
const object = fc
  .array(fc.tuple(names, value), {maxLength: 5})
  .map(fields => JSON.stringify(Object.fromEntries(fields)))
const broken = fc.tuple(object, fc.nat({max: 60})).map(([text, at]) => text.slice(0, at))
// A profile's name may be shown, so none of these is the secret.
const fileText = fc.oneof(
  fc.constantFrom('{"profile":"other"}', '{"profile":[]}'),
  object,
  broken,
  fc.json(),
  fc.string({unit: 'binary', maxLength: 60}),
  fc.constantFrom('', '\uFEFF{}', 'null', '[]', `${SECRET}`, '{"apiKey":"a","apiKey":"b"}', '{'.repeat(2000)),
)

function expectRefusal(error: unknown): void {
  if (!(error instanceof AppError)) throw error
  expect(['usage', 'refused']).toContain(error.code)
  expect(`${error.message}\n${JSON.stringify(error.hints)}`).not.toContain(SECRET)
}

test('a profile file', () => {
  fc.assert(
    fc.property(fileText, text => {
      home.write('.config/fireq/profiles/any.json', text)
      try {
        const profile = readProfile(home.place, 'any')!
        expect(profile.apiKey === null || profile.keyCommand === null).toBe(true)
        for (const field of [profile.apiKey, profile.keyCommand, profile.accountId, profile.baseUrl]) {
          expect(field === null || (field !== '' && field === field.trim())).toBe(true)
        }
      } catch (error) {
        expectRefusal(error)
      }
    }),
    propertyRuns(),
  )
})

test('the settings file: strict where it is shown, lenient where it is only used', async () => {
  await fc.assert(
    fc.asyncProperty(fileText, async text => {
      home.write('.config/fireq/config.json', text)
      const {warnings} = readSettings(home.place)
      expect(warnings.map(({message}) => message).join()).not.toContain(SECRET)
      await describeSettings(home.place, {}).catch(expectRefusal)
    }),
    propertyRuns(),
  )
  home.settings({})
})

test('every file at once: a connection, or one refusal', async () => {
  const ini = fc.oneof(fileText, fc.constantFrom(`api_key = ${SECRET}`, `api_key=${SECRET} x\n[`, 'account_id = a b'))
  await fc.assert(
    fc.asyncProperty(fileText, fileText, ini, async (settings, profile, auth) => {
      home.write('.config/fireq/config.json', settings)
      home.write('.config/fireq/profiles/default.json', profile)
      home.write('.fireworks/auth.ini', auth)
      try {
        const {apiKey, keyCommand, warnings} = await resolveConnection(home.place, {})
        expect(apiKey === null || keyCommand === null).toBe(true)
        expect(warnings.map(({message}) => message).join()).not.toContain(SECRET)
      } catch (error) {
        expectRefusal(error)
      }
    }),
    propertyRuns(),
  )
})
