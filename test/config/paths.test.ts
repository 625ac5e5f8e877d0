import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import path from 'node:path'
import {isProfileName} from '../../src/lib/config/credential-values.js'
import {
  firectlAuthFile,
  firectlProfileAuthFile,
  fireqFolder,
  homeFolder,
  namedAuthFile,
  profileFile,
  settingsFile,
  type ConfigPlace,
} from '../../src/lib/config/paths.js'
import {propertyRuns} from '../support/property-runs.js'

const unix = (env: Record<string, string>, home: string | null = null): ConfigPlace => ({env, home, platform: 'linux'})
const windows = (env: Record<string, string>, home: string | null = null): ConfigPlace => ({
  env,
  home,
  platform: 'win32',
})

describe("fireq's folder", () => {
  it.each<[string, ConfigPlace, string | null]>([
    ['XDG_CONFIG_HOME', unix({XDG_CONFIG_HOME: '/x y', HOME: '/h'}), '/x y/fireq'],
    ['XDG_CONFIG_HOME without a home', unix({XDG_CONFIG_HOME: '/x'}), '/x/fireq'],
    ['a relative XDG_CONFIG_HOME, ignored', unix({XDG_CONFIG_HOME: 'x', HOME: '/h'}), '/h/.config/fireq'],
    ['an empty XDG_CONFIG_HOME', unix({XDG_CONFIG_HOME: '', HOME: '/h'}), '/h/.config/fireq'],
    ['HOME', unix({HOME: '/home/ä b'}, '/other'), '/home/ä b/.config/fireq'],
    ['macOS', {env: {HOME: '/Users/a'}, home: null, platform: 'darwin'}, '/Users/a/.config/fireq'],
    ['USERPROFILE', unix({USERPROFILE: '/u'}, '/other'), '/u/.config/fireq'],
    ['what the system says', unix({}, '/sys'), '/sys/.config/fireq'],
    ['an empty HOME', unix({HOME: ''}, '/sys'), '/sys/.config/fireq'],
    ['nothing at all', unix({}), null],
    ['nothing at all on Windows', windows({}), null],
    [
      'LOCALAPPDATA',
      windows({LOCALAPPDATA: 'C:\\Users\\A B\\AppData\\Local'}),
      'C:\\Users\\A B\\AppData\\Local\\fireq',
    ],
    ['Windows without it', windows({USERPROFILE: 'C:\\Users\\A'}), 'C:\\Users\\A\\AppData\\Local\\fireq'],
    ['XDG_CONFIG_HOME on Windows', windows({XDG_CONFIG_HOME: 'D:\\cfg', LOCALAPPDATA: 'C:\\L'}), 'D:\\cfg\\fireq'],
  ])('from %s', (_name, place, folder) => {
    expect(fireqFolder(place)).toBe(folder)
  })

  it('holds the settings and one file per profile', () => {
    expect(settingsFile(unix({HOME: '/h'}))).toBe('/h/.config/fireq/config.json')
    expect(profileFile(unix({HOME: '/h'}), 'ci')).toBe('/h/.config/fireq/profiles/ci.json')
    expect(profileFile(windows({LOCALAPPDATA: 'C:\\L'}), 'ci')).toBe('C:\\L\\fireq\\profiles\\ci.json')
    expect(settingsFile(unix({}))).toBeNull()
    expect(profileFile(unix({}), 'ci')).toBeNull()
  })
})

describe("firectl's files", () => {
  it('are below the home folder', () => {
    expect(firectlAuthFile(unix({HOME: '/h', XDG_CONFIG_HOME: '/x'}))).toBe('/h/.fireworks/auth.ini')
    expect(firectlProfileAuthFile(unix({HOME: '/h'}), 'ci')).toBe('/h/.fireworks/profiles/ci/auth.ini')
    expect(firectlAuthFile(windows({USERPROFILE: 'C:\\U', HOME: '/c/U'}))).toBe('C:\\U\\.fireworks\\auth.ini')
    expect(firectlAuthFile(unix({}))).toBeNull()
    expect(homeFolder(windows({HOME: 'C:\\H'}))).toBe('C:\\H')
  })

  it('FIREWORKS_AUTH_FILE is taken as it is, but for a leading ~', () => {
    expect(namedAuthFile(unix({FIREWORKS_AUTH_FILE: 'rel/a.ini', HOME: '/h'}))).toBe('rel/a.ini')
    expect(namedAuthFile(unix({FIREWORKS_AUTH_FILE: '~/a.ini', HOME: '/h'}))).toBe('/h/a.ini')
    expect(namedAuthFile(unix({FIREWORKS_AUTH_FILE: '~/a.ini'}))).toBe('~/a.ini')
    expect(namedAuthFile(unix({FIREWORKS_AUTH_FILE: ''}))).toBeNull()
  })
})

describe('profile names', () => {
  it.each(['default', 'a', 'prod-eu.2', '_x', 'A'.repeat(64), '0', 'console'])('%j is one', name => {
    expect(isProfileName(name)).toBe(true)
  })

  it.each([
    '',
    '.',
    '..',
    '.a',
    '-a',
    'a b',
    'a/b',
    'a\\b',
    'a:b',
    'ä',
    'a\n',
    'A'.repeat(65),
    'NUL',
    'com1',
    'aux.x',
    'fw_abc',
  ])('%j is none', name => {
    expect(isProfileName(name)).toBe(false)
  })

  it('whatever is one stays in the folder, on every platform', () => {
    const candidate = fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9._/\\:-]{0,70}$/))
    fc.assert(
      fc.property(candidate, name => {
        if (!isProfileName(name)) return
        expect(path.posix.dirname(profileFile(unix({HOME: '/h'}), name) ?? '')).toBe('/h/.config/fireq/profiles')
        expect(path.win32.dirname(profileFile(windows({LOCALAPPDATA: 'C:\\L'}), name) ?? '')).toBe(
          'C:\\L\\fireq\\profiles',
        )
      }),
      propertyRuns(),
    )
  })
})
