import {describe, expect, test} from '@jest/globals'
import {runCli} from '../support/run-cli.js'

const RETIRED = 'accounts/fireworks/models/kimi-k2p6'

describe('a retired model', () => {
  test.each([
    ['diagnose', ['diagnose', '--model', RETIRED]],
    ['limits probe', ['limits', 'probe', RETIRED]],
  ])('%s says the date of the catalogue and exits 3', async (_, words) => {
    for (const scenario of ['tier2', 'retiring-models']) {
      const {stdout, code} = await runCli([...words, `--sandbox=${scenario}`])
      expect({code, dated: stdout.includes('retired from serverless on 2026-09-25')}).toEqual({code: 3, dated: true})
    }
  })

  test('a name that the catalogue does not have stays not-found', async () => {
    const {stdout, code} = await runCli(['limits', 'probe', 'no-such-model', '--sandbox', '--json'])
    expect(code).toBe(3)
    expect(stdout).toContain('"outcome":"not-found"')
  })
})
