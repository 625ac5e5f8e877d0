import {readErrorBody} from './error-body.js'

/** How much of a text is looked at, in characters. Assumed: more than any error of the API. */
const LOOKED_AT = 4000

/**
 * Fireworks' words for a stopped account. The account is named by an id or not at all; the noun phrase begins with it, so
 * that "customer account 4411 is suspended in our CRM" is somebody else's. Source: Fireworks API reference (errors),
 * observed answers of 2026.
 */
const SUSPENDED =
  /(?:^\s*|[^\w\s]\s*|\b(?:the|your|this|that|fireworks|error|because|since|as|[45]\d\d)\s+)account(?:\s+["'`]?(?:accounts\/)?[\w.-]{1,128}["'`]?)?\s+(?:is|was|has\s+been|have\s+been)\s+(?:now\s+|currently\s+|temporarily\s+)?suspended(?=\s*$|\s*[^\w\s]|\s+(?:possibly|due|because|for|since|until|pending|as)\b)/im
/** A suspension told by its reason. */
const SUSPENDED_FOR = /\bsuspended\b[^{}]{0,80}\b(?:spend(?:ing)?\s+limit|invoices?)\b/i
/** The wording of 2025; on a 402 a user's own cap is told in the same words. */
const USAGE_EXCEEDED = /\bmonthly usage (?:limit )?(?:has been )?exceeded\b/i

/** Whether a text says that the account is stopped. */
export function isSuspensionText(text: string): boolean {
  return isSuspensionByName(text) || USAGE_EXCEEDED.test(text.slice(0, LOOKED_AT))
}

/** Whether a text says so in today's words, which nothing else is told in. */
export function isSuspensionByName(text: string): boolean {
  const start = text.slice(0, LOOKED_AT)
  return SUSPENDED.test(start) || SUSPENDED_FOR.test(start)
}

export interface QuotaRefusal {
  /** `global--h100-count`. */
  readonly quotaId: string
  readonly accountId: string
  /** All three in the quota's unit. */
  readonly inUse: number
  readonly quota: number
  readonly requesting: number | null
}

const QUOTA_REFUSAL =
  /(?<!\w)([A-Za-z0-9][\w.-]{0,127})["'`]?\s+for\s+account\s+["'`]?(?:accounts\/)?([\w.-]{1,128}?)["'`]?,\s+in\s+use:\s+(-?\d{1,18}(?:\.\d{1,9})?),\s+quota:\s+(-?\d{1,18}(?:\.\d{1,9})?)(?:,\s+requesting:\s+(-?\d{1,18}(?:\.\d{1,9})?))?/i

/**
 * Reads `<quota-id> for account <a>, in use: N, quota: M[, requesting: K]`. The HTTP status of such a refusal varies
 * (429, 400, 403: observed), so the text is what tells it. null when the text is another.
 */
export function parseQuotaRefusal(text: string): QuotaRefusal | null {
  const match = QUOTA_REFUSAL.exec(text.slice(0, LOOKED_AT))
  if (!match) return null
  return {
    quotaId: match[1]!,
    accountId: match[2]!,
    inUse: Number(match[3]),
    quota: Number(match[4]),
    requesting: match[5] === undefined ? null : Number(match[5]),
  }
}

/** The tier that a feature needs. */
export interface TierGate {
  /** 1 to 4; null where the answer does not name it. */
  readonly tier: number | null
}

const TIER_NEEDED = /\brequires?\s+(?:an?\s+)?(?:spending\s+)?Tier\s+([1-9])\b(?:\s+account)?/i
const TIER_CODE = /\btier_required\b/i

/** Reads "… requires a Tier 2 account or higher" and the code `tier_required`. Source: observed, 2026-09. */
export function parseTierGate(text: string): TierGate | null {
  const start = text.slice(0, LOOKED_AT)
  const tier = TIER_NEEDED.exec(start)?.[1]
  if (tier !== undefined) return {tier: Number(tier)}
  return TIER_CODE.test(start) ? {tier: null} : null
}

/** What the words of an error mean whatever its status; the first that fits. Sources: observed answers, 2026. */
const WORDS = {
  scalingUp: /\bDEPLOYMENT_SCALING_UP\b|\bdeployment is (?:currently )?scaling up\b|\bdeployment scaling up\b/i,
  noCapacity: /\bno (?:available )?capacity\b|\bunschedulable\b/i,
  deadline: /\bdid(?:n['’]t| not) generate (?:the )?first token before the (?:given )?deadline\b/i,
  overloaded: /\boverloaded\b/i,
  // A quota that a refusal names is the one that refuses, also where the rest of the sentence is lost.
  quotaExceeded:
    /\bquota_exceeded\b|\brequires more [\w-]{1,40} than your current quota\b|\b[a-z0-9-]{0,40}-{1,2}(?:[a-z]{1,2}\d{2,3}|deployed-model|job-submission)-count\b/i,
  // LiteLLM's own, whatever status it gives them. Source: its exceptions and proxy, 2026.
  gatewayBudget:
    /\bBudget has been exceeded\b|\bBudgetExceeded(?:Error)?\b|\bExceeded(?:Token|User|Team|Model)?Budget\b|"type":\s{0,2}"budget_exceeded"/,
  // OpenRouter's own, of an input that it had looked at. Source: its documentation, errors, 2026.
  gatewayModeration: /\brequires moderation on\b|"flagged_input"|\binput was flagged\b/i,
  firePass: /\bfire ?pass\b/i,
  residency: /\bdata[ -]residency\b|\bresidency (?:policy|requirement|region)s?\b/i,
  policy:
    /\b(?:model|access|account|organi[sz]ation|admin|team)(?:[ -](?:model|access))? polic(?:y|ies)\b|\bby (?:a |the |your )?polic(?:y|ies)\b/i,
  accountRequests: /\brequests? per minute\b|\brpm\b/i,
  accountStatus:
    /^\s*(?:the |your )?account\b|\baccount status\b|\b(?:issue|problem) with (?:your |the |this )?account\b/i,
  retired:
    /\bmodel\b.{0,120}\b(?:retired|deprecated|decommissioned|sunset|no longer (?:available|served|supported|offered))\b/is,
} as const

/** Whether a text holds words of that meaning. */
export function says(text: string, what: keyof typeof WORDS): boolean {
  return WORDS[what].test(text.slice(0, LOOKED_AT))
}

/** Everything an error body says, for the readers above; a web page says nothing, as it is a proxy's. */
export function wordsOf(body: string, contentType: string): string {
  const error = readErrorBody(body, contentType)
  return error.isHtml ? '' : `${error.message ?? ''}\n${body.slice(0, LOOKED_AT)}`
}
