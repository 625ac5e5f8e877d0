import {describe, expect, test} from '@jest/globals'
import {systemClock} from '../../src/lib/cli/context.js'
import {createSandbox, ManualClock} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

const NOW = Date.parse('2026-11-26T09:00:00Z')
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

  test.each([
    ['diagnose --live', ['diagnose', '--live', '--model', 'gpt-oss-120b']],
    ['limits probe', ['limits', 'probe', 'gpt-oss-120b']],
    ['status --probe', ['status', '--probe', '--model', 'gpt-oss-120b']],
  ])('%s looks a permanent 500 up, and does not call it a failure that may pass', async (_, words) => {
    const sandbox = await createSandbox({scenario: 'retiring-models', clock: new ManualClock(NOW)})
    const {stdout, code} = await runCli([...words, '--json'], {
      env: {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'},
      clock: {...systemClock, now: () => NOW},
    })
    const asked = sandbox.requests.filter(({path}) => path.endsWith('/chat/completions'))
    await sandbox.close()
    expect(asked.map(({status}) => status)).toEqual([500])
    expect(stdout).toContain('retired from serverless on 2026-11-26')
    expect(stdout).toContain('model-retired')
    expect(stdout).not.toMatch(/may pass|retry with exponential/)
    expect(code).toBe(3)
  })

  test('a 500 of a model that is served stays a server error', async () => {
    const sandbox = await createSandbox({scenario: 'retiring-models', clock: new ManualClock(NOW)})
    sandbox.fault({route: 'POST /inference/*', kind: '500'})
    const {stdout, code} = await runCli(['limits', 'probe', 'ember-1', '--json'], {
      env: {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'},
    })
    await sandbox.close()
    expect([code, stdout]).toEqual([7, expect.stringContaining('"outcome":"server-error"')])
  })

  test('a name that the catalogue does not have stays not-found', async () => {
    const {stdout, code} = await runCli(['limits', 'probe', 'no-such-model', '--sandbox', '--json'])
    expect(code).toBe(3)
    expect(stdout).toContain('"outcome":"not-found"')
  })
})
