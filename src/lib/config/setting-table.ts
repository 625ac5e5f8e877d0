import {command, type Hint} from '../domain/action.js'
import {AppError} from '../domain/errors.js'
import {nearest} from '../domain/text/did-you-mean.js'
import {looksLikeKey, parseAccountId, parseProfileName, shownValue} from './credential-values.js'

export type SettingKey =
  | 'account-id'
  | 'profile'
  | 'base-url'
  | 'insecure-http'
  | 'timeout'
  | 'model'
  | 'color'
  | 'sandbox'
  | 'history'
  | 'history.days'
export type SettingValue = string | number

/** An environment variable that decides a setting, and how its value reads as one. */
export interface SettingVariable {
  readonly name: string
  /** Default: the value as it is. */
  readonly as?: (value: string) => string
}

export interface Setting {
  readonly key: SettingKey
  /** Strongest first. */
  readonly variables: readonly SettingVariable[]
  /** '' for a setting that no flag sets. */
  readonly flag: string
  /** One line for help and documentation. */
  readonly description: string
  /** What counts when nothing says otherwise; null is nothing. */
  readonly fallback: SettingValue | null
  /**
   * The value as it is stored.
   * @param source where it came from, for the message
   * @throws AppError usage
   */
  readonly parse: (raw: string, source: string) => SettingValue
}

/** Where Fireworks answers when nobody names another gateway. */
export const DEFAULT_BASE_URL = 'https://api.fireworks.ai'
/** Of one request. */
export const DEFAULT_TIMEOUT_SECONDS = 30
const MAX_TIMEOUT_SECONDS = 3600
/** Assumed. */
export const DEFAULT_HISTORY_DAYS = 90
const MOST_HISTORY_DAYS = 3660
export const COLORS: readonly string[] = ['auto', 'always', 'never']

/** Every setting that `config.json` may hold, in the order in which they are listed. Keys are never among them. */
export const SETTINGS: readonly Setting[] = [
  {
    key: 'account-id',
    variables: [{name: 'FIREWORKS_ACCOUNT_ID'}],
    flag: '--account-id',
    description: 'account, for keys of a profile that names none and that no flag or variable chose',
    fallback: null,
    parse: parseAccountId,
  },
  {
    key: 'profile',
    variables: [{name: 'FIREWORKS_PROFILE'}],
    flag: '--profile',
    description: "profile to use, fireq's or firectl's",
    fallback: null,
    parse: parseProfileName,
  },
  {
    key: 'base-url',
    variables: [{name: 'FIREWORKS_BASE_URL'}],
    flag: '--base-url',
    description: 'gateway to ask',
    fallback: DEFAULT_BASE_URL,
    parse: parseBaseUrl,
  },
  {
    key: 'insecure-http',
    variables: [],
    flag: '--insecure-http',
    description:
      'allow plain http to a gateway that is not this machine, which sends the key unencrypted: true or false',
    fallback: 'false',
    parse: parseYesOrNo,
  },
  {
    key: 'timeout',
    variables: [],
    flag: '--timeout',
    description: 'time for one request, in seconds',
    fallback: DEFAULT_TIMEOUT_SECONDS,
    parse: parseTimeout,
  },
  {
    key: 'model',
    variables: [],
    flag: '--model',
    description: 'model that `limits probe` asks when none is named',
    fallback: null,
    parse: parseModel,
  },
  {
    key: 'color',
    variables: [
      {name: 'NO_COLOR', as: () => 'never'},
      {name: 'FORCE_COLOR', as: value => (value === '0' || value === 'false' ? 'never' : 'always')},
    ],
    flag: '--color',
    description: 'colour in text: auto, always or never',
    fallback: 'auto',
    parse: parseColor,
  },
  {
    key: 'sandbox',
    variables: [{name: 'FIREQ_SANDBOX'}],
    flag: '--sandbox',
    description: 'sandbox scenario that every command runs against instead of Fireworks',
    fallback: null,
    parse: parseScenario,
  },
  {
    key: 'history',
    variables: [],
    flag: '',
    description: 'keep what quota list, limits probe and status read, for the histories: on or off',
    fallback: 'off',
    parse: (raw, source) => parseOneOf(raw, source, ['on', 'off'], 'on or off'),
  },
  {
    key: 'history.days',
    variables: [],
    flag: '',
    description: 'days for which readings are kept; `history record` removes older months',
    fallback: DEFAULT_HISTORY_DAYS,
    parse: parseHistoryDays,
  },
]

/** The setting of that name; null when there is none, for a did-you-mean over `SETTINGS`. */
export function findSetting(key: string): Setting | null {
  return SETTINGS.find(setting => setting.key === key) ?? null
}

/**
 * A value for a setting, checked.
 * @throws AppError usage: unknown setting, a value it cannot have, or anything that looks like a key
 */
export function parseSetting(key: string, raw: string, source: string): SettingValue {
  const setting = findSetting(key)
  if (setting === null) throw unknownSetting(key)
  if (looksLikeKey(raw)) {
    throw new AppError('usage', `the value for ${key} looks like an API key; settings never hold keys`, {
      hints: [STORE_A_KEY],
    })
  }
  return setting.parse(raw.trim(), source)
}

const STORE_A_KEY: Hint = ['store a key with ', command('auth', 'login')]

/** AppError usage for a name that is no setting. A key's name gets the way to store one. */
export function unknownSetting(key: string): AppError {
  const names = SETTINGS.map(setting => setting.key).join(', ')
  const forKey = /^(?:fireworks[-_])?api[-_]?key$|^key(?:[-_]command)?$/i.test(key)
  const near = nearest(
    key,
    SETTINGS.map(setting => setting.key),
  )
  const guess = near === null ? `settings: ${names}` : `did you mean \`${near}\`?`
  return new AppError('usage', forKey ? 'settings never hold keys' : `no setting is named ${shownValue(key)}`, {
    hints: [forKey ? STORE_A_KEY : guess],
  })
}

/** Seconds for one request: above 0, at most an hour. */
export function parseTimeout(raw: string, source: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(raw) ? Number(raw) : NaN
  if (seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) return seconds
  throw invalid(raw, source, `a timeout in seconds, above 0 and at most ${MAX_TIMEOUT_SECONDS}`, 'such as 30')
}

function parseBaseUrl(raw: string, source: string): string {
  const url = URL.canParse(raw) ? new URL(raw) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalid(raw, source, 'a base URL', `such as ${DEFAULT_BASE_URL}`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('usage', `the URL from ${source} holds a user name or password; settings never hold secrets`, {
      hints: ['leave them out, or give the URL in FIREWORKS_BASE_URL'],
    })
  }
  return raw
}

function parseYesOrNo(raw: string, source: string): string {
  if (raw === 'true' || raw === 'false') return raw
  throw invalid(raw, source, 'true or false', 'true or false')
}

function parseColor(raw: string, source: string): string {
  if (COLORS.includes(raw)) return raw
  throw invalid(raw, source, 'a colour choice', `one of ${COLORS.join(', ')}`)
}

function parseOneOf(raw: string, source: string, words: readonly string[], what: string): string {
  if (words.includes(raw)) return raw
  throw invalid(raw, source, what, words.join(' or '))
}

/** Whole days, with or without a `d`. */
function parseHistoryDays(raw: string, source: string): number {
  const days = Number(/^(\d{1,4})d?$/.exec(raw)?.[1] ?? Number.NaN)
  if (days >= 1 && days <= MOST_HISTORY_DAYS) return days
  throw invalid(raw, source, `a number of days from 1 to ${MOST_HISTORY_DAYS}`, 'such as 90')
}

function parseModel(raw: string, source: string): string {
  if (/^[A-Za-z0-9._/@:#-]{1,256}$/.test(raw)) return raw
  throw invalid(raw, source, 'a model name', 'such as kimi-k3 or accounts/fireworks/models/kimi-k3')
}

/** Only the form is checked here: which scenarios there are, the sandbox knows. */
function parseScenario(raw: string, source: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(raw)) return raw
  throw invalid(raw, source, 'a sandbox scenario', 'such as tier2')
}

function invalid(raw: string, source: string, what: string, example: string): AppError {
  return new AppError('usage', `${shownValue(raw)} from ${source} is not ${what}`, {hints: [`give ${example}`]})
}
