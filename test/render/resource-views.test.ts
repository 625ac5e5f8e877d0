import {describe, expect, it, test} from '@jest/globals'
import {accountGetText, accountListText} from '../../src/lib/render/views/account.js'
import {quotaGetText} from '../../src/lib/render/views/quota-get.js'
import {settingListText} from '../../src/lib/render/views/setting-list.js'
import {titleCaseLines} from '../../src/lib/render/surface/title-case-lines.js'
import {expectGolden} from './golden.js'
import {ACCOUNTS} from './sample-accounts.js'
import {HOSTILE, LIVED_IN, UNLIMITED} from './sample-quotas.js'
import {pipe, terminal} from './surfaces.js'

const SURFACES = [
  ['80', terminal(80)],
  ['80.colour', terminal(80, {colour: true})],
  ['pipe', pipe()],
  ['pipe.colour', pipe({colour: true})],
] as const

describe.each(SURFACES)('on %s', (name, surface) => {
  test('quotas are Title Case lines, a blank line between two', () => {
    const quotas = [...LIVED_IN.quotas.slice(0, 6), UNLIMITED.quotas[0]!, LIVED_IN.quotas.at(-1)!, HOSTILE.quotas[2]!]
    expectGolden(`quota-get/several.${name}.txt`, quotaGetText('acme', quotas, surface))
  })

  test('accounts are Title Case lines', () => {
    expectGolden(`account/get.${name}.txt`, accountGetText(ACCOUNTS, surface))
  })

  test('accounts are a table', async () => {
    expectGolden(`account/list.${name}.txt`, await accountListText(ACCOUNTS, surface))
  })
})

test.each([60, 120])('accounts fit a terminal of %i columns', async columns => {
  expectGolden(`account/list.${columns}.txt`, await accountListText(ACCOUNTS, terminal(columns)))
})

describe('one quota in a pipe', () => {
  it('is what firectl prints, the status as a bare word', () => {
    expect(quotaGetText('acme', LIVED_IN.quotas.slice(0, 1), pipe())).toBe(
      [
        'Name: accounts/acme/quotas/monthly-spend-usd',
        'Value: $400',
        'Max Value: $500',
        'Usage: $376.48',
        'Utilization: 94.1%',
        'Headroom: $23.52',
        'Status: warning',
        'Limit Update Time: 2026-04-12 13:52:45Z',
        '',
      ].join('\n'),
    )
  })
})

describe('no accounts', () => {
  it('are a sentence on a terminal and a header in a pipe', async () => {
    expect(await accountListText([], terminal(80))).toBe('This key sees no accounts.\n')
    expect(await accountListText([], pipe())).toBe('NAME  DISPLAY NAME  STATE  SUSPEND STATE  CREATE TIME\n')
  })
})

describe('Title Case lines', () => {
  it('make a value safe, and call one that shows nothing unknown', () => {
    const lines = [
      ['Name', '\u001b[31mred\u001b[0m\nAccount: forged'],
      ['Email', '\u200b'],
      ['Profile', null],
    ] as const
    expect(titleCaseLines(lines, pipe())).toBe('Name: red Account: forged\nEmail: –\nProfile: –\n')
  })
})

describe('settings', () => {
  it('are a table with where each value comes from', async () => {
    const settings = [
      {key: 'api-key', value: 'set', origin: 'environment', detail: 'FIREWORKS_API_KEY'},
      {key: 'model', value: null, origin: 'default', detail: ''},
    ]
    const lines = (await settingListText(settings, pipe())).split('\n')
    expect(lines[0]).toMatch(/^NAME +VALUE +FROM +WHERE$/)
    expect(lines[1]).toMatch(/^api-key +set +environment +FIREWORKS_API_KEY$/)
    expect(lines[2]).toMatch(/^model +– +default$/)
  })
})
