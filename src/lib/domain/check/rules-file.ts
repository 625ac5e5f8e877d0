import {
  parseAllowance,
  parsePercentage,
  parseQuotaPattern,
  type Allowance,
  type BreachSeverity,
  type CheckRule,
  type Parsed,
  type QuotaPattern,
} from './rules.js'
import {nearest} from '../text/did-you-mean.js'
import {printable} from '../text/printable.js'

/** What a rules file of version 1 says it is. */
export const RULES_SCHEMA = 'fireq.rules/v1'

/** A rules file, read: what `quota check` asks of an account, kept beside the code that depends on it. */
export interface RulesDocument {
  /** 0 to 1; null when the file does not set it. */
  readonly warn: number | null
  readonly crit: number | null
  readonly rules: readonly CheckRule[]
  /** Quotas that the defaults leave out. */
  readonly ignore: readonly QuotaPattern[]
}

export type ParsedRulesDocument =
  | {readonly ok: true; readonly document: RulesDocument}
  | {readonly ok: false; readonly errors: readonly string[]}

const DOCUMENT_KEYS = ['$schema', 'schema', 'warn', 'crit', 'rules', 'ignore']
const RULE_KEYS = ['quota', 'maxUsed', 'need', 'severity', 'comment']

/**
 * Reads the content of a rules file:
 * `{"schema":"fireq.rules/v1","warn":"80%","crit":"95%","rules":[{"quota":"global--*-count","maxUsed":"90%"},
 * {"quota":"global--h100-count","need":8,"severity":"warning"}],"ignore":["training-*"]}`.
 * Every key may be left out; a key it does not know is an error, for a misspelt rule would be a gate that is always open.
 * @returns the document, or all its errors, each with the path to the place
 */
export function parseRulesDocument(input: unknown): ParsedRulesDocument {
  const errors: string[] = []
  if (!isRecord(input)) return {ok: false, errors: ['the document is not an object']}
  checkKeys(input, DOCUMENT_KEYS, '', errors)
  if (input['schema'] !== undefined && input['schema'] !== RULES_SCHEMA) {
    errors.push(`schema: expected "${RULES_SCHEMA}", the version this fireq reads`)
  }
  const warn = readPercentage(input['warn'], 'warn', errors)
  const crit = readPercentage(input['crit'], 'crit', errors)
  if (warn !== null && crit !== null && warn > crit) errors.push('warn: it is above crit')
  const rules = readList(input['rules'], 'rules', errors).flatMap((rule, at) => readRule(rule, `rules[${at}]`, errors))
  const ignore = readList(input['ignore'], 'ignore', errors).flatMap((name, at) =>
    keep(readPattern(name), `ignore[${at}]`, errors),
  )
  return errors.length > 0 ? {ok: false, errors} : {ok: true, document: {warn, crit, rules, ignore}}
}

function readRule(input: unknown, path: string, errors: string[]): CheckRule[] {
  if (!isRecord(input)) {
    errors.push(`${path}: expected an object with quota and maxUsed or need`)
    return []
  }
  const before = errors.length
  checkKeys(input, RULE_KEYS, path, errors)
  const [name] = keep(readPattern(input['quota']), `${path}.quota`, errors)
  const severity = readSeverity(input['severity'], `${path}.severity`, errors)
  const {maxUsed, need} = input
  if ((maxUsed === undefined) === (need === undefined)) errors.push(`${path}: expected either maxUsed or need`)
  const [allowance] = maxUsed === undefined ? [] : keep(readAllowance(maxUsed), `${path}.maxUsed`, errors)
  const [amount] = need === undefined ? [] : keep(readAmount(need), `${path}.need`, errors)
  if (errors.length > before || name === undefined) return []
  if (allowance !== undefined) {
    return [{...name, ask: {kind: 'max-used', allowance}, severity, text: `max-used ${String(maxUsed)}`}]
  }
  return amount === undefined ? [] : [{...name, ask: {kind: 'need', amount}, severity, text: `need ${String(need)}`}]
}

function readSeverity(input: unknown, path: string, errors: string[]): BreachSeverity {
  if (input !== undefined && input !== 'warning' && input !== 'critical') {
    errors.push(`${path}: expected "warning" or "critical"`)
  }
  return input === 'warning' ? 'warning' : 'critical'
}

function readPattern(input: unknown): Parsed<QuotaPattern> {
  return typeof input === 'string'
    ? parseQuotaPattern(input)
    : {ok: false, reason: 'expected the name of a quota, a text'}
}

function readAllowance(input: unknown): Parsed<Allowance> {
  if (typeof input === 'string') return parseAllowance(input)
  const amount = readAmount(input)
  return amount.ok ? {ok: true, value: {kind: 'amount', amount: amount.value}} : amount
}

function readAmount(input: unknown): Parsed<number> {
  if (typeof input === 'number') {
    if (Number.isSafeInteger(input) && input >= 0) return {ok: true, value: input}
    return {ok: false, reason: 'it is not a whole number from 0 to 2^53−1'}
  }
  if (typeof input !== 'string') return {ok: false, reason: 'expected a whole number'}
  const parsed = parseAllowance(input)
  if (!parsed.ok) return parsed
  return parsed.value.kind === 'amount'
    ? {ok: true, value: parsed.value.amount}
    : {ok: false, reason: 'expected an amount, not a percentage'}
}

function readPercentage(input: unknown, path: string, errors: string[]): number | null {
  if (input === undefined) return null
  const parsed: Parsed<number> =
    typeof input === 'string' ? parsePercentage(input) : {ok: false, reason: 'expected a text such as "80%"'}
  return keep(parsed, path, errors)[0] ?? null
}

function readList(input: unknown, path: string, errors: string[]): unknown[] {
  if (input === undefined) return []
  if (Array.isArray(input)) return input as unknown[]
  errors.push(`${path}: expected a list`)
  return []
}

function keep<T>(parsed: Parsed<T>, path: string, errors: string[]): T[] {
  if (parsed.ok) return [parsed.value]
  errors.push(`${path}: ${parsed.reason}`)
  return []
}

function checkKeys(input: Record<string, unknown>, known: readonly string[], path: string, errors: string[]): void {
  for (const key of Object.keys(input)) {
    if (known.includes(key)) continue
    const meant = nearest(key, known)
    const name = printable(key, 60) || '""'
    const place = path === '' ? name : `${path}.${name}`
    errors.push(`${place}: not a key of this document${meant === null ? '' : `; did you mean ${meant}?`}`)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
