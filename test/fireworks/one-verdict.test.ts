import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {probeLimits} from '../../src/lib/app/probe-limits.js'
import {diagnosePasted} from '../../src/lib/domain/diagnosis/pasted.js'
import {exitCodeOf, isRetryable, type OutcomeCode} from '../../src/lib/domain/errors.js'
import {readPasted} from '../../src/lib/domain/paste/read.js'
import {connection, failureOf} from '../support/connection.js'
import {startFaultServer, type FaultServer, type Reply} from '../support/fault-server.js'

// The same answer, whichever way it comes in, means the same. A difference is a row of DIFFERENCES, with its reason.

const NOW = Date.parse('2026-11-21T12:00:00Z')
const SUSPENDED =
  'Account acme is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.'
const QUOTA = 'global--h100-count for account acme, in use: 8, quota: 8, requesting: 4'
const error = (message: string, code = 'X') => JSON.stringify({error: {message, code, type: 'error', param: null}})
const PAGE = '<!DOCTYPE html><html><head><title>Blocked</title></head></html>'

const ROWS: readonly [status: number, words: string, body: string, code: OutcomeCode][] = [
  [301, 'moved', '', 'bad-response'],
  [302, 'to a sign-in page', PAGE, 'bad-response'],
  [400, 'a wrong request', error('max_tokens must be positive'), 'bad-request'],
  [400, 'a quota', error(QUOTA), 'quota-exceeded'],
  [400, 'a suspension', error(SUSPENDED), 'suspended'],
  [400, 'somebody else’s account', error('customer account 4411 is suspended in our CRM'), 'bad-request'],
  [401, 'a bad key', error('The API key you provided is invalid.', 'UNAUTHORIZED'), 'unauthorized'],
  [402, 'a cap', error('This user has reached the configured usage limit.'), 'user-cap'],
  [402, 'the cap in the words of 2025', error('monthly usage exceeded'), 'user-cap'],
  [403, 'nothing', '', 'forbidden'],
  [403, 'a Fire Pass', error('Fire Pass API keys are not authorized for this route.', 'FORBIDDEN'), 'forbidden'],
  [403, 'a tier gate', error('B200 training requires a Tier 2 account or higher.'), 'tier-gate'],
  [403, 'a policy', error('denied by the model access policy of your organization'), 'policy'],
  [403, 'data residency', error('the data residency of this account does not allow this host'), 'policy'],
  [403, 'a quota', error(QUOTA), 'quota-exceeded'],
  [404, 'not found', error('Model not found, inaccessible, and/or not deployed', 'NOT_FOUND'), 'not-found'],
  [404, 'a retired model', error('the model x was retired'), 'model-retired'],
  [409, 'a conflict', error('aborted'), 'conflict'],
  [410, 'gone', error('gone'), 'not-found'],
  [412, 'a suspension', error(SUSPENDED, 'PRECONDITION_FAILED'), 'suspended'],
  [412, 'a LoRA', error('failed to load LoRA adapter'), 'bad-request'],
  [412, 'nothing', '', 'unknown'],
  [413, 'too large', error('payload too large'), 'bad-request'],
  [422, 'not acceptable', error('unprocessable'), 'bad-request'],
  [429, 'a limit', error('rate limit exceeded, please try again later'), 'rate-limited'],
  [429, 'a suspension', error(SUSPENDED), 'suspended'],
  [429, 'a quota', error(QUOTA), 'quota-exceeded'],
  [429, 'a quota by its code', error('This job requires more GPUs', 'quota_exceeded'), 'quota-exceeded'],
  [429, 'a tier gate', '{"error":"tier_required","message":"training requires a Tier 2 account"}', 'tier-gate'],
  [429, 'a deadline', error("Model didn't generate first token before the given deadline"), 'load-shed'],
  [429, 'no capacity', error('no available capacity'), 'load-shed'],
  [500, 'a fault', error('internal'), 'server-error'],
  [500, 'a suspension', error(SUSPENDED), 'suspended'],
  [501, 'a removed feature', error('unimplemented'), 'not-offered'],
  [502, 'a page', '<html><head><title>502 Bad Gateway</title></head></html>', 'server-error'],
  [503, 'overload', error('service overloaded, please try again later'), 'load-shed'],
  [503, 'nothing', '', 'load-shed'],
  [503, 'a page', '<html><head><title>Maintenance</title></head></html>', 'server-error'],
  [503, 'a cold start', error('wait', 'DEPLOYMENT_SCALING_UP'), 'scaling-up'],
  [504, 'nothing', '', 'server-error'],
  [520, 'nothing', '', 'server-error'],
  [524, 'nothing', '', 'server-error'],
]

/** Where one way in differs, and why. */
const DIFFERENCES: Record<string, {readonly account: OutcomeCode; readonly because: string}> = {
  '503 nothing': {account: 'server-error', because: 'without words, the account API sheds no load of a model'},
}

/** An error that another server or a stream carries. */
const inStream = (body: string) => `data: {"choices":[{"delta":{"content":"The"}}]}\n\nevent: error\ndata: ${body}\n\n`
const inWrapper = (status: number, body: string) =>
  JSON.stringify({error: {message: 'Provider returned error', code: status, metadata: {raw: body}}})

describe('one answer, one verdict', () => {
  let reply: Reply = {}
  let server: FaultServer
  beforeAll(async () => {
    server = await startFaultServer(() => reply)
  })
  afterAll(() => server.close())

  const byAccountApi = async () => {
    const {gateway, close} = connection(server.url)
    const {code, exitCode, retryable} = await failureOf(gateway.getAccount('acme'))
    close()
    return [code, exitCode, retryable]
  }
  const byInference = async () => {
    const {inference, close, clock} = connection(server.url)
    const [probe] = await probeLimits(inference, [{model: 'accounts/fireworks/models/kimi-k3'}], {clock})
    close()
    const {outcome} = probe!.result
    return [outcome, exitCodeOf(outcome), isRetryable(outcome)]
  }
  const pasted = (text: string) => {
    const {cause, retryable} = diagnosePasted(readPasted(text, NOW), null, NOW)
    return [cause, exitCodeOf(cause), retryable]
  }
  const dump = (status: number, type: string, body: string) => `HTTP/1.1 ${status}\ncontent-type: ${type}\n\n${body}`

  test.each(ROWS)('%i with %s', async (status, words, body, code) => {
    const expected = [code, exitCodeOf(code), isRetryable(code)]
    const account = DIFFERENCES[`${status} ${words}`]?.account ?? code
    const type = body.startsWith('<') ? 'text/html' : 'application/json'
    reply = {status, body, headers: {'content-type': type}}
    expect(await byAccountApi()).toEqual([account, exitCodeOf(account), isRetryable(account)])
    expect(await byInference()).toEqual(expected)
    expect(pasted(dump(status, type, body))).toEqual(expected)
  })

  test.each([
    [404, 'kimi-k2p5', 'model-retired'],
    [500, 'kimi-k2p5', 'model-retired'],
    [404, 'kimi-k2p5#accounts/acme/deployments/d', 'not-found'],
    [500, 'kimi-k2p5#accounts/acme/deployments/d', 'server-error'],
    [404, 'kimi-k3', 'not-found'],
    [500, 'kimi-k3', 'server-error'],
  ])('%i for %s is %s, by the dated list of retired models', async (status, name, code) => {
    reply = {status, body: error('x')}
    const {inference, close, clock} = connection(server.url)
    const [probe] = await probeLimits(inference, [{model: `accounts/fireworks/models/${name}`}], {clock})
    close()
    expect(probe!.result.outcome).toBe(code)
  })

  const told = ROWS.filter(([status, , body]) => status >= 400 && body.startsWith('{"error":{'))
  test.each(told)('%i with %s, inside a wrapper’s 502', async (status, _, body, code) => {
    const expected = [code, exitCodeOf(code), isRetryable(code)]
    const wrapped = inWrapper(status, body)
    reply = {status: 502, body: wrapped, headers: {'content-type': 'application/json'}}
    expect(await byAccountApi()).toEqual(expected)
    expect(await byInference()).toEqual(expected)
    expect(pasted(dump(502, 'application/json', wrapped))).toEqual(expected)
  })

  test.each(told)('%i with %s, inside a 200 that is an error', async (status, _, body, code) => {
    const expected = [code, exitCodeOf(code), isRetryable(code)]
    const wrapped = inWrapper(status, body)
    reply = {status: 200, body: wrapped, headers: {'content-type': 'application/json'}}
    expect(await byAccountApi()).toEqual(expected)
    expect(await byInference()).toEqual(expected)
    expect(pasted(dump(200, 'application/json', wrapped))).toEqual(expected)
  })

  test.each(told)('%i with %s, as the last event of a stream', async (status, _, body, code) => {
    const expected = [code, exitCodeOf(code), isRetryable(code)]
    const stream = inStream(inWrapper(status, body))
    reply = {status: 200, body: stream, headers: {'content-type': 'text/event-stream'}}
    expect(await byInference()).toEqual(expected)
    expect(pasted(dump(200, 'text/event-stream', stream))).toEqual(expected)
  })
})
