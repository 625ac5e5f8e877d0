import {describe, expect, test} from '@jest/globals'
import type {LiveFindings} from '../../../src/lib/domain/diagnosis/live.js'
import {aGpuQuota, allFail, aProbe, aSpend, diagnoseWith, errorBody, failsWith} from '../../support/live-findings.js'
import {anAccount} from '../../support/memory-gateway.js'

const refused = {status: 412, body: errorBody('Account acme is suspended')}

describe('an account that runs', () => {
  test('says so, with what that rests on', () => {
    expect(diagnoseWith({probe: aProbe({headers: [['x-request-id', 'r-1']]})})).toEqual({
      cause: 'ok',
      message: 'No limit headers came with the answer of kimi-k3: the limits in effect are unknown.',
      reason: 'none: nothing is in the way',
      retryable: false,
      waitHint: null,
      retryAfterSeconds: null,
      actions: [],
      evidence: [
        'account: suspendState UNSUSPENDED, state READY',
        'quota monthly-spend-usd: usage 40, value 400',
        'catalogue: 42 models',
        'probe of kimi-k3 in 350 ms: ok',
        'HTTP 200',
      ],
      chain: [],
      httpStatus: 200,
      requestId: 'r-1',
      model: 'kimi-k3',
      observedAt: '2026-11-21T12:00:00.000Z',
    })
  })

  test('without a model to ask, inference stays unknown', () => {
    expect(diagnoseWith({probe: null})).toMatchObject({
      cause: 'unknown',
      message: 'The account runs, but no model could be asked, so nothing is known of inference.',
      reason: 'unknown',
      waitHint: null,
      actions: ['fireq diagnose --live --model kimi-k3'],
      httpStatus: null,
      requestId: null,
      model: null,
      retryAfterSeconds: null,
    })
  })

  test.each([
    [319, '', []],
    [320, ' Note: $320 of $400 spent this month (80%); at the limit everything stops.', ['fireq status']],
    [390, ' Note: $390 of $400 spent this month (97.5%); at the limit everything stops.', ['fireq status']],
    [400.5, ' Note: $400.50 of $400 spent this month (100.1%); at the limit everything stops.', ['fireq status']],
  ])('with $%s of $400 spent', (usage, note, actions) => {
    const {message, ...diagnosis} = diagnoseWith({quotas: [aSpend(usage)]})
    expect([message.replace(/.* unknown\./, ''), diagnosis.actions]).toEqual([note, actions])
  })

  test('with something spent and a limit of nothing', () => {
    expect(diagnoseWith({quotas: [aSpend(5, 0)]}).message).toContain('Note: $5 of $0 spent this month; at the limit')
  })

  test('names what is full, and counts the rest; what is only near its limit is left out', () => {
    const some = [aSpend(40), aGpuQuota('h100', 100), aGpuQuota('a100', 80), aGpuQuota('h200', 95)]
    expect(diagnoseWith({quotas: some})).toMatchObject({
      message: expect.stringMatching(
        /unknown\. Full: global--h100-count, global--h200-count; what needs more of it is refused\.$/,
      ) as unknown as string,
      actions: ['fireq status', 'fireq quota get global--h100-count', 'fireq quota get global--h200-count'],
    })
    expect(diagnoseWith({quotas: [aSpend(390), aGpuQuota('h100', 100)]}).message).toMatch(
      /unknown\. Note: [^;]*; at the limit everything stops\. Full: global--h100-count; what needs more of it is refused\.$/,
    )
    const many = ['h100', 'h200', 'b200', 'a100', 'l40'].map(gpu => aGpuQuota(gpu, 100))
    const {message, actions} = diagnoseWith({quotas: many})
    expect(message).toContain('Full: global--h100-count, global--h200-count, global--b200-count and 2 more; what')
    expect(actions).toHaveLength(3)
    expect(diagnoseWith({quotas: many.slice(0, 3)}).message).toContain('global--b200-count; what')
  })
})

describe('a suspended account', () => {
  test('by what the account says: its cause, its remedy, and the money', () => {
    expect(
      diagnoseWith({
        account: anAccount({suspendState: 'MONTHLY_SPEND_LIMIT_EXCEEDED'}),
        quotas: [aSpend(400.02)],
        probe: aProbe(refused),
      }),
    ).toMatchObject({
      cause: 'suspended',
      message:
        'The account is suspended: the monthly spend limit is reached. To lift the suspension, raise monthly-spend-usd, and add credits if the balance is empty; a legacy postpaid account at its max needs a higher tier; it may take some minutes to show.',
      reason: 'the monthly spend limit is reached (suspendState MONTHLY_SPEND_LIMIT_EXCEEDED)',
      retryable: false,
      actions: ['fireq quota set monthly-spend-usd 500', 'https://fireworks.ai/billing'],
      chain: [
        '$400.02 of $400 spent this month (100%)',
        'the account is suspended: suspendState MONTHLY_SPEND_LIMIT_EXCEEDED',
        'a request to kimi-k3: HTTP 412',
      ],
    })
  })

  test('by what the account says, with money left and nothing asked', () => {
    const account = anAccount({suspendState: 'FAILED_PAYMENTS'})
    expect(diagnoseWith({account, probe: null}).chain).toEqual([
      'the account is suspended: suspendState FAILED_PAYMENTS',
    ])
    expect(diagnoseWith({account, quotas: failsWith('timeout'), probe: null}).chain).toEqual([
      'the account is suspended: suspendState FAILED_PAYMENTS',
    ])
  })

  test('by what the account says, with exactly all of the money spent', () => {
    const account = anAccount({suspendState: 'MONTHLY_SPEND_LIMIT_EXCEEDED'})
    expect(diagnoseWith({account, quotas: [aSpend(400)]}).chain[0]).toBe('$400 of $400 spent this month (100%)')
    expect(diagnoseWith({account, quotas: [aSpend(399)]}).chain[0]).toMatch(/^the account is suspended/)
  })

  test('by a state that this version does not know', () => {
    const {reason} = diagnoseWith({account: anAccount({suspendState: 'MOON_PHASE'}), probe: null})
    expect(reason).toBe('suspend state MOON_PHASE, which this version does not know')
  })

  test('that serves all the same', () => {
    const {message} = diagnoseWith({account: anAccount({suspendState: 'FAILED_PAYMENTS'})})
    expect(message).toMatch(
      /contact Fireworks\. A request was served all the same: the state may be about to change\.$/,
    )
    const over = aProbe({headers: [['x-ratelimit-over-limit', 'yes']]})
    expect(diagnoseWith({account: anAccount({suspendState: 'FAILED_PAYMENTS'}), probe: over}).message).toMatch(
      /change\.$/,
    )
  })

  test('by a refused request, which beats what the account says of itself', () => {
    const {reason, chain, evidence, message} = diagnoseWith({probe: aProbe(refused)})
    expect(message).not.toContain('served all the same')
    expect(reason).toBe(
      'a request was refused as suspended, and why is not known yet; the account still says UNSUSPENDED, which lags behind',
    )
    expect(chain).toEqual([
      'the account is suspended',
      'its own record lags behind: state READY, suspendState UNSUSPENDED',
      'a request to kimi-k3: HTTP 412',
    ])
    expect(evidence[0]).toBe('account: suspendState UNSUSPENDED, state READY, which lag behind a 412')
  })

  test('whose record says nothing', () => {
    const account = anAccount({state: null, suspendState: null})
    const {chain, evidence} = diagnoseWith({account, probe: aProbe(refused)})
    expect(chain[1]).toBe('its own record lags behind: state unknown, suspendState unknown')
    expect(evidence[0]).toBe('account: suspendState not told, state not told, which lag behind a 412')
  })

  test.each(['account', 'quotas', 'catalogue'] as const)('by a refusal of the account API, of the %s', what => {
    const diagnosis = diagnoseWith({[what]: failsWith('suspended', 412), probe: null})
    expect(diagnosis.cause).toBe('suspended')
    expect(diagnosis.message).toMatch(/^The account is suspended: a request was refused as suspended/)
    expect(diagnosis.evidence).toContain(`${what}: not readable (suspended, HTTP 412)`)
  })

  test('whose record cannot be read has none to cite', () => {
    expect(diagnoseWith({...allFail('suspended', 412), probe: aProbe(refused)}).chain).toEqual([
      'the account is suspended',
      'a request to kimi-k3: HTTP 412',
    ])
  })
})

describe('evidence of the quotas', () => {
  const line = (quotas: LiveFindings['quotas']) => diagnoseWith({quotas}).evidence[1]

  test('is the spend, or that there is none', () => {
    expect(line([aGpuQuota('h100', 1), aSpend(null, null)])).toBe(
      'quota monthly-spend-usd: usage not told, value not told',
    )
    expect(line([aGpuQuota('h100', 1), aGpuQuota('a100', 1)])).toBe('quotas: 2, none of them monthly-spend-usd')
    expect(line(failsWith('forbidden', 403))).toBe('quotas: not readable (forbidden, HTTP 403)')
  })
})
