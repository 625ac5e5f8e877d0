import {describe, expect, test} from '@jest/globals'
import stringWidth from 'string-width'
import {NO_SELECTOR} from '../../src/lib/domain/action.js'
import {profileStatusesText, type ProfileStatus} from '../../src/lib/render/views/profile-statuses.js'
import {statusText} from '../../src/lib/render/views/status.js'
import {withPrinted} from '../support/printed-actions.js'
import {expectGolden} from './golden.js'
import {NOW, STATUSES} from './sample-statuses.js'
import {pipe, terminal} from './surfaces.js'

const WIDTHS = [60, 80, 120, 200]
// oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
const SGR = /\u001b\[[0-9;]*m/g
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/

describe.each(Object.entries(STATUSES))('the screen of a %s account', (name, status) => {
  test.each(WIDTHS)('is as drawn on a terminal of %i columns', async columns => {
    const text = await statusText(status, NO_SELECTOR, NOW, terminal(columns))
    expectGolden(`status/${name}.${columns}.txt`, text)
    const coloured = await statusText(status, NO_SELECTOR, NOW, terminal(columns, {colour: true}))
    expectGolden(`status/${name}.${columns}.colour.txt`, coloured)
    expect(coloured).not.toBe(text)
    expect(coloured.replace(SGR, '')).toBe(text)
  })

  test('is as laid out in a pipe, and drawn with nothing but ASCII', async () => {
    expectGolden(`status/${name}.pipe.txt`, await statusText(status, NO_SELECTOR, NOW, pipe()))
    expectGolden(`status/${name}.pipe.colour.txt`, await statusText(status, NO_SELECTOR, NOW, pipe({colour: true})))
    expectGolden(
      `status/${name}.80.ascii.txt`,
      await statusText(status, NO_SELECTOR, NOW, terminal(80, {unicode: false})),
    )
  })

  test.each(WIDTHS)('fits %i columns and one screen, and steers no terminal', async columns => {
    const text = await statusText(status, NO_SELECTOR, NOW, terminal(columns))
    const lines = text.trimEnd().split('\n')
    for (const line of lines) {
      // A word that is longer than the room, a path for instance, is not cut: somebody will copy it.
      if (line.split(/ +/).every(word => word.length < columns - 17))
        expect(stringWidth(line)).toBeLessThanOrEqual(columns)
    }
    expect(lines.length).toBeLessThanOrEqual(columns < 80 ? 30 : 22)
    expect(text).not.toMatch(UNSAFE)
    expect(text).not.toMatch(/ $/m)
  })

  test('is told by words, the verdict first, and an unknown is never 0', async () => {
    const text = await statusText(status, NO_SELECTOR, NOW, pipe())
    expect(text).toMatch(/^Verdict: (?:ok|warning|critical|suspended): \S/)
    expect(text).not.toMatch(UNSAFE)
    expect(text).not.toMatch(/undefined|NaN|null/)
    expect(text.match(/^Verdict:/gm)).toHaveLength(1)
  })
})

const PROFILES: readonly ProfileStatus[] = [
  {profile: 'work', owner: 'fireq', ...partsOf('lived-in'), error: null, warnings: [], exitCode: 0},
  {profile: 'side-project', owner: 'firectl', ...partsOf('suspended'), error: null, warnings: [], exitCode: 5},
  {profile: null, owner: 'firectl', ...partsOf('unlimited'), error: null, warnings: [], exitCode: 0},
  {
    profile: 'old',
    owner: 'fireq',
    account: null,
    tier: null,
    spend: null,
    verdict: null,
    error: {code: 'unauthorized', message: 'API key: the key was \u001b[31mrejected (HTTP 401)', hints: []},
    warnings: [],
    exitCode: 4,
  },
]

function partsOf(name: string): Pick<ProfileStatus, 'account' | 'tier' | 'spend' | 'verdict'> {
  const {account, tier, quotas, verdict} = STATUSES[name]!
  const {usage, value, maxValue, utilization} = quotas[0]!
  const spend = {usage, limit: value, max: maxValue, utilization, left: quotas[0]!.headroom, reachedAt: null}
  return {account, tier, verdict: withPrinted(verdict), spend}
}

describe('every profile', () => {
  test.each(WIDTHS)(
    'says on a terminal of %i columns what is new of it, whatever else finds no room',
    async columns => {
      const text = await profileStatusesText(PROFILES, terminal(columns))
      expectGolden(`status/profiles.${columns}.txt`, text)
      expectGolden(
        `status/profiles.${columns}.colour.txt`,
        await profileStatusesText(PROFILES, terminal(columns, {colour: true})),
      )
      for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
      const rows = text.split('\n').slice(0, -1)
      for (const word of ['suspended', 'reached', 'rejected', '94.1%']) expect(rows.join(' ')).toContain(word)
      for (const {account} of PROFILES) if (account !== null) expect(text).toContain(account.id)
    },
  )

  test('is one line in a pipe, under a header', async () => {
    const text = await profileStatusesText(PROFILES, pipe())
    expectGolden('status/profiles.pipe.txt', text)
    expect(text.trimEnd().split('\n')).toHaveLength(1 + PROFILES.length)
    expect(text).toMatch(/^NAME +ACCOUNT +TIER +USED +LIMIT +USE% +STATUS +DETAIL\n/)
    expect(text).not.toMatch(UNSAFE)
  })
})
