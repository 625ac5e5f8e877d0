import {accountVerdict} from '../../src/lib/domain/diagnosis/account-verdict.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {SPEND_QUOTA_ID} from '../../src/lib/domain/quota/quota.js'
import {suspensionStanding} from '../../src/lib/domain/diagnosis/suspension.js'
import {likelyTier} from '../../src/lib/domain/quota/tier.js'
import type {QuotaListInput} from '../../src/lib/render/views/quota-list.js'
import type {StatusInput} from '../../src/lib/render/views/status.js'
import {EMPTY, HOSTILE, LIVED_IN, manyQuotas, quota, SUSPENDED, UNLIMITED} from './sample-quotas.js'

/** What the documents call the middle of a month: 2026-11-21 12:00:00Z. */
export const NOW = Date.UTC(2026, 10, 21, 12)

function statusOf({account, quotas}: QuotaListInput, known: Partial<StatusInput> = {}): StatusInput {
  const spend = quotas.find(({id}) => id === SPEND_QUOTA_ID) ?? null
  const suspension = suspensionStanding(account.suspendState, spend, false)
  return {
    account,
    tier: likelyTier(null, spend),
    quotas,
    probe: null,
    verdict: accountVerdict({suspension, quotas, probe: null, failures: [], now: NOW}),
    suspension,
    profile: null,
    key: {origin: 'environment', detail: 'FIREWORKS_API_KEY'},
    ...known,
  }
}

const PROBE = {
  model: 'accounts/fireworks/models/kimi-k3',
  outcome: 'rate-limited',
  httpStatus: 429,
  latencyMs: 212,
  requestId: 'req-8f2c',
  message:
    'Output tokens are your bottleneck on kimi-k3: 0 of 36,000 per minute remaining; the bucket refills continuously, back off and retry; the limit is at its documented starting value.',
}

export const STATUSES: Readonly<Record<string, StatusInput>> = {
  'lived-in': statusOf(LIVED_IN, {
    profile: 'work',
    key: {origin: 'profile', detail: '/home/ada/.config/fireq/profiles/work.json'},
    probe: PROBE,
  }),
  suspended: statusOf(SUSPENDED),
  unlimited: statusOf(UNLIMITED, {tier: likelyTier({accountType: 'ENTERPRISE'}, null)}),
  unreadable: statusOf(EMPTY, {
    verdict: accountVerdict({
      suspension: null,
      quotas: [],
      probe: null,
      failures: [{what: 'the quotas could not be read', error: new AppError('forbidden', 'no')}],
      now: NOW,
    }),
  }),
  fine: statusOf({...LIVED_IN, quotas: [quota(SPEND_QUOTA_ID, 400, 12.5, 500), quota('global--h100-count', 8, 0)]}),
  many: statusOf(manyQuotas(1000)),
  hostile: statusOf(HOSTILE, {
    profile: '\u001b[31mwork\u202e',
    key: {origin: 'firectl', detail: '/home/\u001b[2Jada/.fireworks/auth.ini'},
    probe: {...PROBE, model: 'x\u001b]0;owned\u0007y', requestId: 'a\nb', message: 'forged\nVerdict: ok'},
  }),
}
