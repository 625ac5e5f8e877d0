import {suspensionCause} from '../account.js'
import type {Warning} from '../errors.js'
import {EXIT, type ExitCode} from '../exit-codes.js'

/** `unknown`: what it depends on could not be read. */
export type CheckSeverity = 'ok' | 'warning' | 'critical' | 'unknown'

/** One thing held against one rule; what it is, only the command knows. */
export interface CheckItem {
  /** The thing as a person names it: a quota's id, a model, a key. */
  readonly name: string
  /** The rule as a person wrote it, `max-used 80%`. */
  readonly rule: string
  readonly severity: CheckSeverity
  /** A sentence that begins with the name, `monthly-spend-usd: $376.48 of $400 used`. */
  readonly message: string
  /** Whether an `unknown` fails the whole check; otherwise it is only listed. */
  readonly binding: boolean
  /** Where it stands in somebody's files; GitHub shows the finding there. */
  readonly place?: {readonly file: string; readonly line: number} | null
  /** The item as the document has it under `checks`, fields in this order. */
  readonly document: Readonly<Record<string, unknown>>
}

/** A value for monitoring, with the values from which the rules in force warn and alarm; null: none, or not known. */
export interface CheckedValue {
  readonly label: string
  readonly value: number | null
  readonly warnFrom: number | null
  readonly critFrom: number | null
  readonly max: number | null
}

/** What a gate found, for every format. */
export interface CheckReport {
  readonly severity: CheckSeverity
  readonly items: readonly CheckItem[]
  readonly values: readonly CheckedValue[]
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

/** Gravest first; an unknown that fails nothing is no finding. */
const GRAVEST_FIRST = ['critical', 'unknown', 'warning'] as const

/** The items that are not fine, the gravest first. */
export function findingsOf(items: readonly CheckItem[]): CheckItem[] {
  return GRAVEST_FIRST.flatMap(severity =>
    items.filter(item => item.severity === severity && (severity !== 'unknown' || item.binding)),
  )
}

/** Critical beats unknown beats warning: what cannot be read is a failure, but not the news that a limit is reached. */
export function worstSeverity(items: readonly Pick<CheckItem, 'severity' | 'binding'>[]): CheckSeverity {
  const has = (severity: CheckSeverity) =>
    items.some(item => item.severity === severity && (severity !== 'unknown' || item.binding))
  return GRAVEST_FIRST.find(has) ?? 'ok'
}

/** The exit code of a gate: 11 beats 1 beats 10. */
export function exitCodeOfSeverity(severity: CheckSeverity): ExitCode {
  switch (severity) {
    case 'ok':
      return EXIT.ok
    case 'warning':
      return EXIT.warning
    case 'critical':
      return EXIT.critical
    case 'unknown':
      return EXIT.refused
  }
}

/** The account as a gate asks for it first. */
export interface CheckedAccount {
  readonly id: string
  readonly suspendState: string | null
}

/**
 * A report of items. A suspended account comes before them all: nothing works there, whatever its limits say.
 * @param account null where no account is concerned, or its state could not be read
 */
export function checkReport(
  items: readonly CheckItem[],
  account: CheckedAccount | null,
  rest: {readonly values?: readonly CheckedValue[]; readonly warnings?: readonly Warning[]} = {},
): CheckReport {
  const suspended = account === null ? null : suspendedItem(account)
  const all = suspended === null ? items : [suspended, ...items]
  const severity = worstSeverity(all)
  return {
    severity,
    items: all,
    values: rest.values ?? [],
    warnings: rest.warnings ?? [],
    exitCode: suspended === null ? exitCodeOfSeverity(severity) : EXIT.suspended,
  }
}

/** The rule of the item that stands for the account itself. */
export const ACCOUNT_RULE = 'account usable'

function suspendedItem({id, suspendState}: CheckedAccount): CheckItem | null {
  const cause = suspensionCause(suspendState)
  if (cause === null) return null
  const message = `${id}: the account is suspended: ${cause.cause}`
  // The document has it as `account`, not among its checks.
  return {name: id, rule: ACCOUNT_RULE, severity: 'critical', message, binding: true, document: {}}
}

/** The item of an account that could not be read, so that no format shows a list of nothing but ok. */
export function unreadAccountItem(id: string, code: string): CheckItem {
  const message = `${id}: the account could not be read (${code}), so it may be suspended`
  return {name: id, rule: ACCOUNT_RULE, severity: 'unknown', message, binding: true, document: {}}
}

/** The items that the document lists: all but the one that stands for the account. */
export function documentItems({items}: Pick<CheckReport, 'items'>): readonly CheckItem[] {
  return items.filter(item => item.rule !== ACCOUNT_RULE)
}

/** The items as rows of a table for machines, which has no other place to say what is wrong with the account. */
export function delimitedItems({items}: Pick<CheckReport, 'items'>): readonly CheckItem['document'][] {
  return items.map(item => {
    const {rule, severity, message} = item
    return rule === ACCOUNT_RULE ? {rule, severity, message} : item.document
  })
}
