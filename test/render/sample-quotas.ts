import {describeQuota, type Quota} from '../../src/lib/domain/quota/quota.js'
import type {QuotaListInput} from '../../src/lib/render/views/quota-list.js'

const UPDATED = '2026-04-12T13:52:45.123456789Z'

/** A quota of an account, from its four numbers as the API would tell them. */
export function quota(
  id: string,
  value: number | null,
  usage: number | null,
  maxValue: number | null = value,
  updatedAt: string | null = UPDATED,
): Quota {
  return describeQuota({id, value, maxValue, usage, updatedAt})
}

/** A tier 2 account in the middle of its month: every group, every status but `unlimited`. */
export const LIVED_IN: QuotaListInput = {
  account: {
    id: 'acme',
    displayName: 'Acme Robotics',
    state: 'READY',
    suspendState: 'UNSUSPENDED',
    likelyTier: 2,
  },
  quotas: [
    quota('monthly-spend-usd', 400, 376.48, 500),
    quota('global--h100-count', 8, 8, 16),
    quota('global--a100-count', 8, 0),
    quota('ap-tokyo-1--h100-count', 0, 0),
    quota('us-iowa-1--b200-count', 0, 1, 8),
    quota('training-b200-count', 8, 7, 8),
    quota('training-h200-count', 16, null),
    quota('serverless-inference-rpm', 6000, 1234),
    quota('deployed-model-count', 100, 41),
    quota('job-submission-count', 8, 2, 16),
    quota('eval-protocol-free-daily-credits', 1000, 12.5),
    quota('quantum-annealer-count', null, 3, null),
  ],
}

/** Enterprise: numbers that stand for "no limit". */
export const UNLIMITED: QuotaListInput = {
  account: {id: 'bigcorp', displayName: null, state: 'READY', suspendState: 'UNSUSPENDED', likelyTier: 'unlimited'},
  quotas: [
    quota('monthly-spend-usd', 9_999_999, 1_284_301.5),
    quota('serverless-inference-rpm', 2 ** 63, 48_211),
    quota('global--b200-count', 512, 498, 512),
    quota('deployed-model-count', 100, null),
  ],
}

/** Stopped: the spend limit is reached. */
export const SUSPENDED: QuotaListInput = {
  account: {
    id: 'acme',
    displayName: 'Acme Robotics',
    state: 'READY',
    suspendState: 'MONTHLY_SPEND_LIMIT_EXCEEDED',
    likelyTier: 1,
  },
  quotas: [quota('monthly-spend-usd', 50, 51.07, 50), quota('serverless-inference-rpm', 6000, 0)],
}

export const EMPTY: QuotaListInput = {
  account: {id: 'acme', displayName: null, state: 'CREATING', suspendState: null, likelyTier: null},
  quotas: [],
}

/** What a server might send to move a cursor, forge a row or turn a line around. */
export const HOSTILE: QuotaListInput = {
  account: {
    id: 'acme',
    displayName: '\u001b[2J\u001b]0;owned\u0007Evil \u202eproC\u202c\nspoofed line',
    state: 'READY\u001b[31m',
    suspendState: 'PAUSED_FOR\u001b[5m_REVIEW',
    likelyTier: null,
  },
  quotas: [
    quota('\u001b[31mred\u001b[0m-count', 8, 1),
    quota('bidi-\u202egpj.exe-count', 8, 1),
    quota('line-one\nfake-quota   0   0', 8, 1),
    quota('配额-東京-h100-count', 8, 7.7),
    quota('👩‍👩‍👧‍👦-family-🇯🇵-count', 8, 1),
    quota('नमस्ते-สวัสดี-e\u0301\u0301-count', 8, 1),
    quota(`${'very-'.repeat(30)}long-count`, 123_456_789, 1),
    quota('\ue000\ue001-private-use-count', 8, 1),
    quota('\u200b', 8, 1),
    quota('=HYPERLINK("http://x")', 8, 9),
  ],
}

/** As many quotas as five pages hold. */
export function manyQuotas(count: number): QuotaListInput {
  const quotas = Array.from({length: count}, (_, at) => quota(`region-${at % 40}--h100-count`, 8, at % 9, 16))
  return {...LIVED_IN, quotas}
}
