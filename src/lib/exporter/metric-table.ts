/** A series of one metric as it is exported. */
export interface Sample {
  readonly metric: MetricName
  readonly labels: Readonly<Record<string, string>>
  /** Always finite: what is not known has no sample. */
  readonly value: number
}

interface Metric {
  readonly type: 'gauge' | 'counter'
  readonly help: string
  readonly labels: readonly string[]
}

const gauge = (help: string, ...labels: string[]): Metric => ({type: 'gauge', help, labels})
const counter = (help: string, ...labels: string[]): Metric => ({type: 'counter', help, labels})

/** Every metric of the exporter, in the order of the exposition. What is unknown or unlimited has no series. */
export const METRICS = {
  fireworks_up: gauge('Whether the last refresh of this source succeeded (1) or failed (0).', 'account', 'source'),
  fireworks_last_success_timestamp_seconds: gauge(
    'When this source was last read, in seconds since the epoch.',
    'account',
    'source',
  ),
  fireworks_refresh_duration_seconds: gauge('How long the last refresh of this source took.', 'account', 'source'),
  fireworks_account_suspended: gauge('Whether the account is suspended (1) or not (0).', 'account'),
  fireworks_account_info: gauge(
    'The suspend state as the API says it, and the likely spending tier; always 1.',
    'account',
    'suspend_state',
    'likely_tier',
  ),
  fireworks_spend_limit_dollars: gauge('The monthly spend limit; absent when unlimited.', 'account'),
  fireworks_spend_limit_max_dollars: gauge('How high the monthly spend limit may be set.', 'account'),
  fireworks_spend_month_to_date_dollars: gauge('Spend of the calendar month so far, in UTC.', 'account'),
  fireworks_quota_limit: gauge('The enforced limit of a quota; absent when unlimited or unknown.', 'account', 'quota'),
  fireworks_quota_max: gauge('How high the limit of a quota may be set.', 'account', 'quota'),
  fireworks_quota_usage: gauge('How much of a quota is used; absent when the API does not say.', 'account', 'quota'),
  fireworks_quota_info: gauge(
    'What a quota counts, and whether it is unlimited; always 1.',
    'account',
    'quota',
    'group',
    'unit',
    'unlimited',
  ),
  fireworks_quota_held_gpus: gauge(
    'GPUs of a quota by what holds them; absent when that cannot be read.',
    'account',
    'quota',
    'holder_kind',
  ),
  fireworks_rate_limit_tokens_per_minute: gauge(
    'The rate limit in effect for a model.',
    'account',
    'model',
    'dimension',
  ),
  fireworks_rate_limit_remaining_tokens: gauge(
    'What was left of a rate limit, per minute, when a probe or the history last said so.',
    'account',
    'model',
    'dimension',
  ),
  fireworks_rate_limit_requests_per_minute: gauge(
    'The limit of requests in effect for a model, where it has one.',
    'account',
    'model',
  ),
  fireworks_rate_limit_remaining_requests: gauge(
    'What was left of the limit of requests when a probe or the history last said so.',
    'account',
    'model',
  ),
  fireworks_rate_limit_unit_info: gauge(
    'The unit in which a rate limit came, and how it is known; always 1.',
    'account',
    'model',
    'unit',
    'source',
  ),
  fireworks_probe_outcome: gauge(
    'What the last probe of a model came to: 1 for the outcome, 0 for every other.',
    'account',
    'model',
    'outcome',
  ),
  fireworks_model_retirement_timestamp_seconds: gauge(
    'When serverless stops serving a model, in seconds since the epoch.',
    'model',
  ),
  fireq_exporter_requests_total: counter('Questions that the exporter asked the API.', 'source'),
  fireq_exporter_errors_total: counter('Refreshes that failed, by error code.', 'source', 'code'),
  fireq_build_info: gauge('The version of fireq; always 1.', 'version'),
} as const satisfies Readonly<Record<string, Metric>>

export type MetricName = keyof typeof METRICS

/** The names, in the order of the exposition. */
export const METRIC_NAMES = Object.keys(METRICS) as MetricName[]

/** A metric by its name, its labels as plain text. */
export function metricOf(name: MetricName): Metric {
  return METRICS[name]
}
