import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {AppError} from '../../domain/errors.js'
import type {Schedule} from '../../domain/limits/pacing.js'
import {DEFAULT_CONCURRENCY, type ProbeOptions} from '../../app/probe-limits.js'
import {LIMIT_FIELDS} from '../../render/views/limits-probe-table.js'
import {countFlag, secondsFlag, type FlagValues} from '../flags.js'
import {shapingFlags} from '../list/flags.js'

/** The connections that one key's pool has. */
const MOST_AT_ONCE = 128
/** Assumed: more is a load test, which is not what this is for. */
const MOST_REQUESTS = 10_000
/** Assumed: far above what a probe needs. */
const MOST_TOKENS = 4096
/** Seconds between the starts of two requests to a model. Assumed. */
const DEFAULT_INTERVAL_SECONDS = 1

export const limitsProbeArgs = {
  MODEL: Args.string({
    description:
      'kimi-k3, account/model, a full resource name, model#deployment; several, also as a comma list; - reads stdin',
  }),
}

const repeatable = {multiple: true, multipleNonGreedy: true} as const

export const limitsProbeFlags = {
  ...shapingFlags(LIMIT_FIELDS),
  model: Flags.string({...repeatable, char: 'm', description: 'the same as MODEL; repeatable', helpValue: 'MODEL'}),
  'service-tier': Flags.string({description: 'ask with this service tier: priority', helpValue: 'TIER'}),
  'compare-tiers': Flags.boolean({description: 'ask standard and Priority at the same time: is it us or them?'}),
  free: Flags.boolean({description: 'read the limits from the account API, where offered, and spend nothing'}),
  requests: countFlag(
    'requests',
    1,
    MOST_REQUESTS,
    'ask each model N times; above 20 in all it asks first (default 1)',
  ),
  interval: secondsFlag('interval', 'with --requests: seconds from one start to the next (default 1)'),
  concurrency: countFlag('concurrency', 1, MOST_AT_ONCE, `requests at once (default ${DEFAULT_CONCURRENCY})`),
  'max-tokens': countFlag('max-tokens', 1, MOST_TOKENS, 'output tokens to ask for (default 1)'),
  header: Flags.string({
    ...repeatable,
    description: 'an extra request header, for routing; repeatable',
    helpValue: 'NAME=VALUE',
  }),
  unit: Flags.string({
    description: 'the unit of the token limit headers, where it cannot be told (default auto)',
    options: ['auto', 'minute', 'second'],
    helpValue: 'auto|minute|second',
  }),
  yes: Flags.boolean({char: 'y', description: 'do not ask before many requests'}),
  'exit-zero': Flags.boolean({description: 'exit 0 whatever the outcome was'}),
}

export type LimitsProbeFlagValues = FlagValues<typeof limitsProbeFlags>

/** Refuses flags that contradict each other. @throws AppError usage */
export function checkTogether(flags: LimitsProbeFlagValues): void {
  const given = (names: readonly (keyof LimitsProbeFlagValues)[]) => names.find(name => flags[name] !== undefined)
  const refuse = (one: string, other: string): never => {
    throw new AppError('usage', `\`--${one}\` and \`--${other}\` cannot be used together`, {
      hints: ['leave one of them out'],
    })
  }
  if (flags.free) {
    const asking = given(['service-tier', 'compare-tiers', 'requests', 'interval', 'max-tokens', 'header'])
    if (asking !== undefined) refuse('free', asking)
  }
  if (flags['compare-tiers']) {
    const other = given(['service-tier', 'requests'])
    if (other !== undefined) refuse('compare-tiers', other)
  }
  if (flags.watch !== undefined && flags.requests !== undefined) refuse('watch', 'requests')
  if (flags.interval !== undefined && flags.requests === undefined) {
    throw new AppError('usage', '`--interval` needs `--requests`', {hints: ['to ask until stopped: `--watch SECONDS`']})
  }
}

/** What is asked in every request, as the flags say. @throws AppError usage */
export function probeOptions(flags: LimitsProbeFlagValues) {
  return {
    concurrency: flags.concurrency ?? DEFAULT_CONCURRENCY,
    maxTokens: flags['max-tokens'] ?? 1,
    serviceTier: serviceTier(flags['service-tier']),
    headers: parseHeaders(flags.header ?? []),
    unit: (flags.unit ?? 'auto') as NonNullable<ProbeOptions['unit']>,
  }
}

/** `--requests` and `--interval`; null for one request a model. */
export function scheduleOf(flags: LimitsProbeFlagValues): Schedule | null {
  if (flags.requests === undefined || flags.requests === 1) return null
  return {requests: flags.requests, intervalMs: (flags.interval ?? DEFAULT_INTERVAL_SECONDS) * 1000}
}

/** The standard tier has no name on the wire. The set is open: what the API adds later can be asked for. */
function serviceTier(text: string | undefined): string | null {
  if (text === undefined || text === 'standard') return null
  if (/^[a-z][a-z0-9_-]{0,39}$/i.test(text)) return text
  throw new AppError('usage', '`--service-tier` is no name of a tier', {
    hints: ['for example `--service-tier priority`'],
  })
}

/** Headers that fireq sets itself, or that decide where a request ends and where it goes. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'accept',
  'accept-encoding',
  'user-agent',
  'cookie',
])
/** RFC 9110, 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
/** RFC 9110, 5.5, without what HTTP clients refuse: nothing that ends a line. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]{0,4000}$/

/** `NAME=VALUE` as a header, names in lower case. @throws AppError usage */
export function parseHeaders(texts: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (const text of texts) {
    const cut = text.indexOf('=')
    const name = (cut === -1 ? text : text.slice(0, cut)).trim().toLowerCase()
    if (!HEADER_NAME.test(name)) throw badHeader('has no header name before its =')
    if (cut === -1) throw badHeader(`\`${name}\` has no value`)
    if (OWN_HEADERS.has(name)) throw badHeader(`\`${name}\` is set by fireq itself`)
    const value = text.slice(cut + 1).trim()
    if (!HEADER_VALUE.test(value)) throw badHeader(`the value of \`${name}\` has characters that a header cannot have`)
    if (name in headers) throw badHeader(`\`${name}\` is given twice`)
    headers[name] = value
  }
  return headers
}

/** The value is not repeated: it may be a secret of somebody's gateway. */
function badHeader(reason: string): AppError {
  return new AppError('usage', `\`--header\`: ${reason}`, {hints: ['for example `--header x-route=eu`']})
}
