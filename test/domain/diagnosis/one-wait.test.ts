import {expect, test} from '@jest/globals'
import {classifyAnswer, unansweredOutcome} from '../../../src/lib/domain/answer/classify.js'
import {diagnosePasted} from '../../../src/lib/domain/diagnosis/pasted.js'
import type {Diagnosis} from '../../../src/lib/domain/diagnosis/diagnosis.js'
import type {LiveFindings} from '../../../src/lib/domain/diagnosis/live.js'
import {isRetryable, OUTCOMES, type OutcomeCode} from '../../../src/lib/domain/errors.js'
import {readPastedParts} from '../../../src/lib/domain/paste/read.js'
import {answerError} from '../../../src/lib/fireworks/answer-error.js'
import {retryText} from '../../../src/lib/render/views/diagnose.js'
import {aProbe, diagnoseWith, errorBody} from '../../support/live-findings.js'
import {printed} from '../../support/printed-actions.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const limit = (left: number): [string, string][] => [
  ['x-ratelimit-limit-tokens-generated', '36000'],
  ['x-ratelimit-remaining-tokens-generated', String(left)],
]

interface Asked {
  readonly status: number
  readonly body: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly model?: string
}

/** An answer of every cause; `network` and `timeout` are none. */
const ANSWERS: readonly Asked[] = [
  {status: 200, body: '{"choices":[]}'},
  {status: 200, body: '{"choices":[]}', headers: limit(0)},
  {status: 200, body: '{"choices":'},
  {status: 302, body: ''},
  {status: 400, body: errorBody('max_tokens must be positive')},
  {status: 401, body: errorBody('invalid api key')},
  {status: 402, body: errorBody('no plan')},
  {status: 403, body: errorBody('no')},
  {status: 403, body: errorBody('not allowed by the policy of the account')},
  {status: 403, body: errorBody('This feature requires a Tier 2 account or higher')},
  {status: 404, body: errorBody('Model not found, inaccessible, and/or not deployed')},
  {status: 404, body: errorBody('the model is deprecated')},
  {status: 409, body: errorBody('changed')},
  {status: 412, body: errorBody('Account acme is suspended')},
  {status: 412, body: ''},
  {status: 429, body: errorBody('slow down')},
  {status: 429, body: errorBody('slow down'), headers: limit(0)},
  {status: 429, body: errorBody('slow down'), headers: limit(9)},
  {status: 429, body: errorBody('slow down'), model: 'accounts/acme/deployments/mine'},
  {status: 429, body: errorBody('global--h100-count for account acme, in use: 8, quota: 8')},
  {status: 429, body: errorBody("didn't generate first token before the given deadline")},
  {status: 499, body: ''},
  {status: 500, body: errorBody('oops')},
  {status: 501, body: ''},
  {status: 503, body: errorBody('service overloaded')},
  {status: 503, body: errorBody('no capacity')},
  {status: 503, body: JSON.stringify({error: {message: 'wait', code: 'DEPLOYMENT_SCALING_UP'}})},
  {status: 504, body: ''},
]

/** Every wait that a text names, each in one spelling. A rate is none: `36,000 per minute`. */
function waitsIn(text: string): string[] {
  const told = text.replace(/\b(?:per|requests a|tokens a) (?:second|minute)\b/g, '')
  const waits = told.matchAll(
    /from half a second up to 8 seconds|minutes to hours|\b(?:(\d+) min )?(\d+(?:\.\d+)?) ?(?:s|seconds?)\b|\b(\d+) ?min(?:utes?)?\b|\b(?:half )?(?:a |some |few )?(?:moment|seconds?|minutes?|hours?)\b/g,
  )
  return [...waits].map(([whole, minutes, seconds, only]) =>
    seconds === undefined && only === undefined
      ? whole
      : String(Number(minutes ?? only ?? 0) * 60 + Number(seconds ?? 0)),
  )
}

function expectOneWait(diagnosis: Omit<Diagnosis, 'actions'>, steps: readonly string[]): void {
  const {message, reason, waitHint, evidence, chain} = diagnosis
  const told = [message, reason, waitHint ?? '', retryText(diagnosis), ...steps, ...evidence, ...chain]
  const waits = new Set(waitsIn(told.join('\n')))
  if (diagnosis.retryable && diagnosis.retryAfterSeconds !== null)
    expect([...waits]).toEqual([String(diagnosis.retryAfterSeconds)])
  else expect([told, [...waits].slice(1)]).toEqual([told, []])
}

/** The actions of a live diagnosis are printed already. */
function expectLive(parts: Partial<LiveFindings>): void {
  const {actions, ...diagnosis} = diagnoseWith(parts)
  expectOneWait(diagnosis, actions as unknown as readonly string[])
}

test('the reader of waits sees those that stood side by side', () => {
  expect(waitsIn('yes, up to a minute\nretry, from half a second up to 8 seconds; 6,000 requests per minute')).toEqual([
    'a minute',
    'from half a second up to 8 seconds',
  ])
  expect(waitsIn('retry after 1 min 30 s\nretry-after: 90 s, 2 min')).toEqual(['90', '90', '120'])
})

/** What bodies ask for, and the header beside it. */
const ASKED: readonly (readonly [said: string, header: number | null, seconds: number])[] = [
  ['Rate limit reached. Please try again in 20s.', null, 20],
  ['Rate limit reached. Please try again in 1m30s.', null, 90],
  ['retry after 2 minutes', 30, 120],
  ['Please try again in 20s', 30, 30],
  ['Request was throttled. Expected available in 32 seconds.', null, 32],
  ['slow down, wait 45 seconds before the next request', 45, 45],
]

test.each(ASKED)('a body that asks "%s" beside a header of %s names %s s alone', (said, header, seconds) => {
  const causes = ANSWERS.flatMap(one => {
    const headers = [...(one.headers ?? []), ...(header === null ? [] : [['retry-after', String(header)] as const])]
    const lines = headers.map(each => each.join(': ')).join('\n')
    const answer = {...one, body: one.body.replace('"message":"', `"message":"${said} `), headers}
    const pasted = diagnosePasted(readPastedParts({...answer, headers: lines}, NOW), one.model ?? null, NOW)
    if (!pasted.retryable || !answer.body.includes(said)) return []
    expect([pasted.cause, pasted.retryAfterSeconds]).toEqual([pasted.cause, seconds])
    expectOneWait(pasted, printed(pasted.actions))
    expectLive({probe: aProbe({...answer, model: one.model ?? null})})
    return [pasted.cause]
  })
  expect(causes).toContain('rate-limited')
  expect(causes).toContain('server-error')
})

/** Fireq's own words, without those that it quotes. */
const own = (text: string) => text.replace(/"[^"]*"/g, '').replace(/body says: .*/, '')

test('what a retry does not help never tells to try again, nor how long to wait', () => {
  const causes = new Set<OutcomeCode>()
  for (const {status, body, headers = [], model = null} of ANSWERS) {
    const lines = [...headers.map(header => header.join(': ')), 'retry-after: 30'].join('\n')
    const diagnosis = diagnosePasted(readPastedParts({status, headers: lines, body}, NOW), model, NOW)
    if (diagnosis.retryable) continue
    causes.add(diagnosis.cause)
    const {message, reason, waitHint, retryAfterSeconds, evidence, actions} = diagnosis
    const told = [message, reason, ...printed(actions), ...evidence].map(own).join('\n')
    expect([waitHint, retryAfterSeconds]).toEqual([null, null])
    expect(told.replace(/a retry (?:does not help|fails again)/g, '')).not.toMatch(
      /\bback off\b|\bretry (?!-after)|\btry again\b|\blater\b/i,
    )
  }
  const stopping = OUTCOMES.filter(code => !isRetryable(code))
  expect(stopping.filter(code => !causes.has(code))).toEqual([])
})

test.each([null, 30, 90])(
  'every cause tells one wait at most, pasted, live and of the account API (asked: %s)',
  asked => {
    const seen = new Set<OutcomeCode>(['network', 'timeout'])
    for (const one of ANSWERS) {
      const headers = [...(one.headers ?? []), ...(asked === null ? [] : [['retry-after', String(asked)] as const])]
      const answer = {model: 'accounts/fireworks/models/kimi-k3', ...one, headers}
      const outcome = classifyAnswer(answer, {now: NOW})
      seen.add(outcome.code)
      const {status, body, model} = answer
      const lines = headers.map(header => header.join(': ')).join('\n')
      const pasted = diagnosePasted(readPastedParts({status, headers: lines, body}, NOW), model, NOW)
      expectOneWait(pasted, printed(pasted.actions))
      expectLive({probe: aProbe(answer)})
      if (status >= 300) expectLive({account: answerError({status, headers, body}, {nowMs: NOW})})
    }
    for (const code of ['network', 'timeout'] as const) {
      const outcome = unansweredOutcome(code, null, 'ECONNRESET')
      expectLive({probe: aProbe({}, {outcome})})
    }
    expect(OUTCOMES.filter(code => !seen.has(code))).toEqual([])
  },
)
