import {finishDiagnosis, reasonOf, type Diagnosis} from './diagnosis.js'
import {displayModelName} from '../limits/model-name.js'
import {classifyAnswer, unansweredOutcome} from '../answer/classify.js'
import type {Outcome} from '../answer/outcome.js'
import type {PastedResponse} from '../paste/read.js'

/** What would help where a paste does not tell enough. */
const WHAT_WOULD_HELP: readonly string[] = [
  'paste the whole answer: repeat the request with `curl -i` and pipe it into `fireq diagnose`',
  'or give what you have: `fireq diagnose --status 429 --headers FILE --body FILE`',
  'or ask the account itself: `fireq diagnose --live`',
]

/**
 * What a pasted response means, from nothing but itself: pure, no account asked.
 * @param model named by the person; beats the one in the text
 * @param now milliseconds since the epoch, for a `retry-after` that is a date where the answer's own time is not known
 */
export function diagnosePasted(pasted: PastedResponse, model: string | null, now: number): Diagnosis {
  const asked = model ?? pasted.model
  const outcome = outcomeOf(pasted, asked, now)
  const known = outcome.code !== 'unknown'
  const actions = known ? offlineActions(outcome) : [...outcome.actions.filter(isCommand), ...WHAT_WOULD_HELP]
  return finishDiagnosis({
    cause: outcome.code,
    message: pasted.form === 'empty' ? 'There is nothing to diagnose: the input is empty.' : outcome.message,
    reason: reasonOf(outcome),
    waitHint: outcome.waitHint,
    retryAfterSeconds: outcome.retryAfterSeconds,
    actions,
    evidence: [`read: ${pasted.read}`, ...outcome.evidence.map(line => withOrigin(line, pasted))],
    chain: [],
    httpStatus: outcome.httpStatus,
    requestId: outcome.requestId,
    model: asked === null ? null : displayModelName(asked),
    observedAt: pasted.at === null ? null : timeOf(pasted.at),
  })
}

function outcomeOf(pasted: PastedResponse, model: string | null, now: number): Outcome {
  const {status, headers, body, unanswered} = pasted
  if (unanswered) return unansweredOutcome(unanswered.code, model, unanswered.detail)
  // Only a proxy asks for a proxy's password: the request never reached Fireworks.
  if (status === 407) return unansweredOutcome('network', model, 'the proxy wants user and password (HTTP 407)', 407)
  return classifyAnswer({status, headers, body, model}, {now: pasted.at ?? now})
}

/** A status that only words tell is cited as such. */
function withOrigin(evidence: string, {form, status}: PastedResponse): string {
  const byWords = (form === 'log' || form === 'body') && evidence === `HTTP ${status}`
  return byWords ? `the text says HTTP ${status}` : evidence
}

/** A suspension seen in a paste is explained by the account: that is the first thing to ask. */
function offlineActions({code, actions}: Outcome): readonly string[] {
  return code === 'suspended' ? ['fireq status', ...actions] : actions
}

function isCommand(action: string): boolean {
  return action.startsWith('fireq ')
}

function timeOf(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null
}
