import {describe, expect, it} from '@jest/globals'
import {
  firectlAccount,
  firectlAccountFlags,
  firectlAccountList,
  firectlQuota,
  firectlQuotaFlags,
  firectlQuotaList,
} from '../../src/lib/render/formats/firectl-shape.js'
import {expectGolden} from './golden.js'
import {account, ACCOUNTS} from './sample-accounts.js'
import {LIVED_IN, quota, UNLIMITED} from './sample-quotas.js'

describe("firectl's JSON", () => {
  it('is a bare array for a list, empty or not', () => {
    expectGolden('firectl/quota-list.json', firectlQuotaList('acme', [...LIVED_IN.quotas, ...UNLIMITED.quotas]))
    expectGolden('firectl/account-list.json', firectlAccountList(ACCOUNTS))
    expect(firectlQuotaList('acme', [])).toBe('[]\n')
    expect(firectlAccountList([])).toBe('[]\n')
  })

  it('is protobuf JSON: snake_case, int64 as strings, zero values left out', () => {
    expect(JSON.parse(firectlQuota('acme', quota('x', 0, 0, 16)))).toEqual({
      name: 'accounts/acme/quotas/x',
      max_value: '16',
      update_time: '2026-04-12T13:52:45.123456789Z',
    })
    expect(
      JSON.parse(firectlAccount(account('acme', {state: 'STATE_UNSPECIFIED', suspendState: 'UNSUSPENDED'}))),
    ).toEqual({
      name: 'accounts/acme',
    })
  })

  it('never writes an int64 that is none', () => {
    const shape = JSON.parse(firectlQuota('acme', quota('x', 2 ** 63, null, 2 ** 53 - 1))) as Record<string, unknown>
    expect(shape).toMatchObject({value: '9223372036854775807', max_value: '9007199254740991'})
  })
})

describe("firectl's flags", () => {
  it('are one `--field=value` line per known field, zeros included', () => {
    expect(firectlQuotaFlags('acme', quota('x', 0, null, 8))).toBe(
      '--name=accounts/acme/quotas/x\n--value=0\n--max-value=8\n--update-time=2026-04-12T13:52:45.123456789Z\n',
    )
  })

  it('quote for a shell what a shell would take apart, and stay one line each', () => {
    const named = account('acme', {displayName: "it's\n$(rm) fine"})
    expect(firectlAccountFlags(named)).toBe("--name=accounts/acme\n--display-name='it'\\''s $(rm) fine'\n")
  })
})
