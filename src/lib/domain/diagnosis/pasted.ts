import {advice, command, type Action} from '../action.js'
import {finishDiagnosis, reasonOf, type Diagnosis} from './diagnosis.js'
import {displayModelName} from '../limits/model-name.js'
import {classifyAnswer, unansweredOutcome} from '../answer/classify.js'
import type {Outcome} from '../answer/outcome.js'
import {chooseAnswer} from '../paste/choose.js'
import {NO_ANSWER, type FoundAnswer} from '../paste/found-answer.js'
import type {PastedResponse} from '../paste/read.js'

/** What would help where a paste does not tell enough. */
const WHAT_WOULD_HELP: readonly Action[] = [
  advice('paste the whole answer: repeat the request with `curl -i` and pipe it into `fireq diagnose`'),
  advice('or give what you have with `--status`, `--headers FILE` and `--body FILE`'),
  command('diagnose', '--live'),
]

/**
 * What a pasted response means, from nothing but itself: pure, no account asked.
 * @param model named by the person; beats the one in the text
 * @param now milliseconds since the epoch, for a `retry-after` that is a date where the answer's own time is not known
 * @param total answers of the text, where more were read than are kept
 */
export function diagnosePasted(
  pasted: PastedResponse,
  model: string | null,
  now: number,
  total = pasted.answers.length,
): Diagnosis {
  const outcomes = pasted.answers.map(answer => judgeAnswer(answer, model, now))
  const choice = chooseAnswer(
    pasted.answers.map((answer, at) => ({answer, code: outcomes[at]!.code})),
    total,
  )
  const answer = choice === null ? {...NO_ANSWER, whose: 'unknown' as const} : pasted.answers[choice.chosen]!
  const told = choice === null ? unreadable(pasted, model, now) : outcomes[choice.chosen]!
  const outcome = answer.whose === 'other' && told.code !== 'ok' ? elsewhere(told, answer, pasted.answers) : told
  const asked = model ?? answer.model
  const known = outcome.code !== 'unknown' || outcome.detail === 'client-ended'
  const actions = known ? offlineActions(outcome) : [...outcome.actions.filter(isCommand), ...WHAT_WOULD_HELP]
  const read = `read: ${whatWasRead(pasted, answer)}${choice === null || choice.why === '' ? '' : `: ${choice.why}`}`
  return finishDiagnosis(
    {
      cause: outcome.code,
      message: pasted.form === 'empty' ? 'There is nothing to diagnose: the input is empty.' : outcome.message,
      reason: reasonOf(outcome),
      waitHint: outcome.waitHint,
      retryAfterSeconds: outcome.retryAfterSeconds,
      actions,
      evidence: [read, ...outcome.evidence.flatMap(line => withOrigin(line, answer)), ...(choice?.setAside ?? [])],
      chain: [],
      httpStatus: outcome.httpStatus,
      requestId: outcome.requestId,
      model: asked === null ? null : displayModelName(asked),
      observedAt: answer.at === null ? null : timeOf(answer.at),
    },
    pasted.secrets,
  )
}

/** What one found answer came to. */
export function judgeAnswer(answer: FoundAnswer, model: string | null, now: number): Outcome {
  const {status, headers, body, unanswered} = answer
  const asked = model ?? answer.model
  if (unanswered) return unansweredOutcome(unanswered.code, asked, unanswered.detail)
  // Only a proxy asks for a proxy's password: the request never reached Fireworks.
  if (status === 407) return unansweredOutcome('network', asked, 'the proxy wants user and password (HTTP 407)', 407)
  const outcome = byProxy(answer, classifyAnswer({status, headers, body, model: asked}, {now: answer.at ?? now}))
  const told = answer.wire ?? (answer.statusBy === 'line' || answer.statusBy === 'words' ? status : null)
  return {...outcome, httpStatus: told}
}

/** What `fireq proxy` refused itself never reached Fireworks. */
function byProxy({headers}: FoundAnswer, outcome: Outcome): Outcome {
  const refused = headers.find(([name]) => name.toLowerCase() === 'x-fireq-refused')?.[1]
  if (refused !== 'max-wait') return outcome
  return {
    ...outcome,
    message: 'fireq proxy refused this request itself: it waited as long as `--max-wait` allows and had no room.',
    actions: [
      advice('raise `--max-wait`, below the timeout of your client, or run fewer workers'),
      advice('set `max_tokens` near what you expect: it is what the proxy reserves'),
    ],
  }
}

function unreadable(pasted: PastedResponse, model: string | null, now: number): Outcome {
  const said = classifyAnswer({status: null, headers: [], body: pasted.excerpt, model}, {now})
  return said.code === 'unknown' ? said : classifyAnswer({status: null, headers: [], body: '', model}, {now})
}

/** A failure of somebody else says nothing about Fireworks. */
function elsewhere(outcome: Outcome, {host, status}: FoundAnswer, all: readonly FoundAnswer[]): Outcome {
  const who = host ?? 'another service'
  const ours = all.some(({whose}) => whose === 'fireworks')
    ? 'what Fireworks answered here is no failure'
    : 'no answer of Fireworks is in what was pasted'
  return {
    ...outcome,
    code: 'unknown',
    message: `The failure${status === null ? '' : ` (HTTP ${status})`} is one of ${who}, not of Fireworks; ${ours}.`,
    retryable: false,
    waitHint: null,
    retryAfterSeconds: null,
    actions: [],
  }
}

function whatWasRead({form, given}: PastedResponse, {kind, place, request}: FoundAnswer): string {
  const asked = request === null ? '' : ` (${request})`
  switch (form) {
    case 'empty':
      return 'nothing: the input is empty'
    case 'har':
      return `a HAR file, entry ${place}${asked}`
    case 'http':
      return `an HTTP answer${request === null ? '' : ` to ${request}`}${kind === 'stream' ? ', with an error inside a success' : ''}`
    case 'body':
      return 'a body without status and headers'
    case 'parts':
      return `${given}, as given`
    case 'log':
      return place > 1 ? `text, line ${place}` : 'text without an HTTP status line'
  }
}

/** A status that only words tell is cited as such. */
function withOrigin(evidence: string, {status, statusBy, wire, kind}: FoundAnswer): string[] {
  if (evidence !== `HTTP ${status}`) return [evidence]
  const line = statusBy === 'line' && kind !== 'body' && kind !== 'text'
  const inside = line
    ? `HTTP ${status}`
    : statusBy === 'words' || statusBy === 'line'
      ? `the text says HTTP ${status}`
      : `its words stand for HTTP ${status}`
  return wire === null || wire === status
    ? [inside]
    : [`HTTP ${wire}`, `inside it, ${inside.replace(/^the text says /, '')}`]
}

/** A suspension seen in a paste is explained by the account: that is the first thing to ask. */
function offlineActions({code, actions}: Outcome): readonly Action[] {
  return [...(code === 'suspended' ? [command('status')] : []), ...actions.flatMap(ofAnotherClient)]
}

/** Another client's request failed: fireq's own flags and settings are no way out of it. */
function ofAnotherClient(action: Action): Action[] {
  if ('command' in action) return action.command[0] === 'config' ? [] : [action]
  if ('link' in action || !/--(?:timeout|base-url)\b/.test(action.advice)) return [action]
  const text = action.advice
    .replace('retry with a larger --timeout', 'retry, and let the client wait longer')
    .replace('--base-url', 'the address that the client asks')
  return [advice(text)]
}

function isCommand(action: Action): boolean {
  return 'command' in action
}

function timeOf(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null
}
