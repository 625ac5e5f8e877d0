import type {CheckKind} from '../../render/check/view.js'

/** What `quota check` checks, in the words of each format. */
export const QUOTA_CHECK: CheckKind = {
  command: 'quota check',
  noun: 'quota',
  heading: 'Quotas',
  schema: 'fireq.quota.check/v1',
}

/** The columns of csv: the fields of `checks[]`. */
export const CHECK_COLUMNS = ['quota', 'rule', 'actual', 'threshold', 'severity', 'message'] as const
