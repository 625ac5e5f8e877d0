import {afterAll, describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {isSuspensionText, parseQuotaRefusal} from '../../src/lib/domain/answer/answer-texts.js'
import {readErrorBody} from '../../src/lib/domain/answer/error-body.js'
import type {ErrorCode} from '../../src/lib/domain/errors.js'
import {answerError} from '../../src/lib/fireworks/answer-error.js'
import {connection, failureOf, SECRET_KEY} from '../support/connection.js'
import {startFaultServer, type FaultServer, type Reply} from '../support/fault-server.js'
import {propertyRuns} from '../support/property-runs.js'
import {printedHints} from '../support/printed-actions.js'

const SUSPENDED =
  'Account acme is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.'
const REFUSAL = 'global--h100-count for account acme, in use: 8, quota: 8, requesting: 2'

/** Every row of the contract's error table, as the account API answers it. */
const ROWS: readonly [status: number, text: string, code: ErrorCode, exitCode: number, retryable: boolean][] = [
  [400, 'invalid filter', 'bad-request', 1, false],
  [401, 'invalid API key', 'unauthorized', 4, false],
  [402, 'usage cap reached', 'user-cap', 5, false],
  [403, 'permission denied', 'forbidden', 4, false],
  [404, 'quota not found', 'not-found', 3, false],
  [405, 'method not allowed', 'bad-request', 1, false],
  [408, 'request timeout', 'server-error', 7, true],
  [409, 'aborted', 'conflict', 1, false],
  [412, SUSPENDED, 'suspended', 5, false],
  [412, 'monthly usage exceeded', 'suspended', 5, false],
  [400, SUSPENDED, 'suspended', 5, false],
  [412, 'failed to load LoRA adapter', 'bad-request', 1, false],
  [413, 'payload too large', 'bad-request', 1, false],
  [429, 'rate limit exceeded, please try again later', 'rate-limited', 6, true],
  [429, REFUSAL, 'quota-exceeded', 1, false],
  [400, REFUSAL, 'quota-exceeded', 1, false],
  [403, REFUSAL, 'quota-exceeded', 1, false],
  [500, 'internal', 'server-error', 7, true],
  [501, 'unimplemented', 'not-offered', 1, false],
  [502, 'bad gateway', 'server-error', 7, true],
  [503, 'Service Overloaded', 'load-shed', 7, true],
  [503, 'DEPLOYMENT_SCALING_UP', 'scaling-up', 7, true],
  [504, 'gateway timeout', 'server-error', 7, true],
  [520, 'unknown error', 'server-error', 7, true],
  [529, 'overloaded', 'server-error', 7, true],
]

/** Every body shape that was seen or may be, around one message. */
const SHAPES: readonly [shape: string, around: (text: string) => Reply][] = [
  ['the control plane', text => ({body: {code: 9, message: text, details: []}})],
  ['inference', text => ({body: {error: {message: text, code: 'X', type: 'y', param: null}, request_id: 'body-id'}})],
  ['an error of text', text => ({body: {error: text}})],
  ['an error of text beside a message', text => ({body: {error: text, message: 'less precise'}})],
  ['an empty error beside a message', text => ({body: {error: {message: ''}, message: text}})],
  ['an error array', text => ({body: [{error: {code: 9, message: text}}]})],
  ['a detail', text => ({body: {detail: text}})],
  ['a JSON string', text => ({body: JSON.stringify(text)})],
  ['plain text', text => ({body: text, headers: {'content-type': 'text/plain'}})],
]

describe('the error table, over HTTP', () => {
  let reply: Reply = {}
  let server: FaultServer | null = null
  const serve = async () => (server ??= await startFaultServer(() => reply))
  afterAll(() => server?.close())

  describe.each(SHAPES)('as %s', (_, around) => {
    test.each(ROWS)('%i %s → %s', async (status, text, code, exitCode, retryable) => {
      const shaped = around(text)
      reply = {...shaped, status, headers: {'x-request-id': 'header-id', ...shaped.headers}}
      const {gateway, close} = connection((await serve()).url)
      const error = await failureOf(gateway.getQuota('acme', 'some-quota'))
      close()
      expect(error).toMatchObject({code, exitCode, retryable, httpStatus: status, requestId: 'header-id'})
      expect(error.message).toContain(`quota some-quota of account acme: `)
      expect(error.message).toContain(`(HTTP ${status}): ${text}`)
      expect(error.hints.length).toBeGreaterThan(0)
    })
  })

  test.each([
    ['nothing', ''],
    ['an empty object', '{}'],
    ['an empty message', '{"code":5,"message":"","details":[]}'],
    ['null', 'null'],
    ['a page without title', '<html><body>x</body></html>'],
  ])('a body of %s leaves the status to speak', async (_, body) => {
    reply = {status: 404, body}
    const {gateway, close} = connection((await serve()).url)
    const error = await failureOf(gateway.getAccount('acme'))
    close()
    expect(error.message).toBe('account acme: not found, or not visible to this key (HTTP 404)')
  })

  test('an echoed key, control characters and endless text do not come through', async () => {
    reply = {status: 400, body: {message: `\u001b[31mbad\u0007 key ${SECRET_KEY}\n\u202e${'long '.repeat(1000)}`}}
    const {gateway, close, trace} = connection((await serve()).url)
    const error = await failureOf(gateway.getAccount('acme'))
    close()
    expect(error.message).toMatch(/\(HTTP 400\): bad key \[redacted\] long/)
    expect(error.message.length).toBeLessThan(600)
    expect(trace.join('\n')).not.toContain(SECRET_KEY)
  })

  test('the hints name the wrong scope of a key, the Fire Pass, and the page of a proxy', async () => {
    const {gateway, close} = connection((await serve()).url)
    reply = {status: 401}
    expect(printedHints((await failureOf(gateway.getAccount('a'))).hints).join()).toContain('limited to inference')
    reply = {status: 403}
    expect(printedHints((await failureOf(gateway.getAccount('a'))).hints).join()).toContain('Fire Pass')
    reply = {status: 403, body: '<html><title>Blocked by policy</title>'}
    const error = await failureOf(gateway.getAccount('a'))
    close()
    expect(error.message).toContain('Blocked by policy')
    expect(error.hints.at(-1)).toContain('web page')
  })
})

describe('what only the pure part shows', () => {
  const at = (status: number, body: string, headers: [string, string][] = []) =>
    answerError({status, headers, body}, {nowMs: Date.parse('2026-11-21T12:00:00Z')})

  test('a 503 says whether load was shed or a deployment starts', () => {
    expect(at(503, '{"error":{"message":"Service Overloaded"}}')).toMatchObject({code: 'load-shed', exitCode: 7})
    expect(at(503, '{"error":{"code":"DEPLOYMENT_SCALING_UP","message":"wait"}}').code).toBe('scaling-up')
  })

  test.each([
    ['7', 7],
    ['0', 0],
    ['1.5', 1.5],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['1e9', null],
    ['', null],
  ])('retry-after %j is %s seconds', (header, seconds) => {
    expect(at(429, '', [['Retry-After', header]]).retryAfterSeconds).toBe(seconds)
  })

  test('without a header the request id is the body’s', () => {
    expect(at(400, '{"error":{"message":"x"},"request_id":"body-id"}').requestId).toBe('body-id')
  })

  test('code and type of both planes', () => {
    expect(readErrorBody('{"code":5,"message":"m"}')).toMatchObject({code: 5, type: null})
    expect(readErrorBody('{"error":{"message":"m","code":"NOT_FOUND","type":"t"}}')).toMatchObject({
      code: 'NOT_FOUND',
      type: 't',
    })
  })

  test('a quota refusal is read to its numbers', () => {
    expect(parseQuotaRefusal(`rpc error: ${REFUSAL}.`)).toEqual({
      quotaId: 'global--h100-count',
      accountId: 'acme',
      inUse: 8,
      quota: 8,
      requesting: 2,
    })
    expect(parseQuotaRefusal('job-submission-count for account a.b-c, in use: 1.5, quota: 8')).toMatchObject({
      accountId: 'a.b-c',
      inUse: 1.5,
      requesting: null,
    })
    expect(parseQuotaRefusal('no quota for account acme')).toBeNull()
  })

  test.each([
    [SUSPENDED, true],
    ['monthly usage exceeded', true],
    ['Your account has been suspended', true],
    ['account not found', false],
    ['the deployment is suspended', false],
  ])('suspension text: %s → %s', (text, is) => {
    expect(isSuspensionText(text)).toBe(is)
  })

  test('any body, of any status, gives one clean line and never throws', () => {
    const body = fc.oneof(fc.string({unit: 'binary'}), fc.json({maxDepth: 3}))
    fc.assert(
      fc.property(body, fc.integer({min: 300, max: 599}), fc.string(), (text, status, contentType) => {
        const {message} = readErrorBody(text, contentType)
        // oxlint-disable-next-line no-control-regex -- what must not be there
        if (message !== null) expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
        expect(message?.length ?? 0).toBeLessThanOrEqual(500)
        const error = at(status, text, [['content-type', contentType]])
        expect(error.httpStatus).toBe(status)
        expect(error.exitCode).not.toBe(0)
      }),
      propertyRuns(),
    )
  })
})
