import {describe, expect, test} from '@jest/globals'
import {isSuspensionText, parseQuotaRefusal} from '../../../src/lib/domain/answer/answer-texts.js'
import {looksLikeHtml, readErrorBody} from '../../../src/lib/domain/answer/error-body.js'

const NOTHING = {message: null, code: null, type: null, requestId: null, isHtml: false}
const read = (body: unknown) => readErrorBody(JSON.stringify(body))

describe('an error body', () => {
  test('of the control plane', () => {
    expect(read({code: 9, message: 'stopped', details: []})).toEqual({...NOTHING, message: 'stopped', code: 9})
  })

  test('of the inference API', () => {
    const error = {message: 'no such model', code: 'NOT_FOUND', type: 'error', param: null}
    const body = {error, request_id: 'r-1'}
    const whole = {message: 'no such model', code: 'NOT_FOUND', type: 'error', requestId: 'r-1', isHtml: false}
    expect(read(body)).toEqual(whole)
    expect(read([body, {message: 'of another answer'}])).toEqual(whole)
  })

  test.each<[string, unknown]>([
    ['an empty object', {}],
    ['an empty list', []],
    ['a list in a list', [[{message: 'x'}]]],
    ['null', null],
    ['a number', 5],
    ['a truth value', true],
    ['an empty text', ''],
    ['members of another kind', {error: 7, message: {a: 'b'}, detail: ['x'], code: {}, type: 5, request_id: 1}],
    ['an error that is null', {error: null}],
    ['an error that is a list', {error: [{message: 'x'}]}],
    ['members that are empty', {error: {message: ' ', code: '', type: ''}, message: '\n', request_id: '', detail: ''}],
  ])('of %s says nothing', (_, body) => {
    expect(read(body)).toEqual(NOTHING)
  })

  test.each(['', '  \n\t '])('that is blank (%j) says nothing', body => {
    expect(readErrorBody(body)).toEqual(NOTHING)
  })

  test.each([
    ['upstream connect error', 'upstream connect error'],
    ['  first line\r\n second\tline \n', 'first line second line'],
    ['{"message": "cut o', '{"message": "cut o'],
    ['"a JSON text"', 'a JSON text'],
    ['["the first of a list", "x"]', 'the first of a list'],
  ])('of text, %j, is its own message', (body, message) => {
    expect(readErrorBody(body)).toEqual({...NOTHING, message})
  })
})

describe('the message of an error body', () => {
  const members = [
    {error: {message: 'nested message', error: 'nested error'}, message: 'message', detail: 'detail'},
    {error: 'error', message: 'message', detail: 'detail'},
    {error: {error: 'nested error'}, message: 'message', detail: 'detail'},
    {error: {error: 'nested error'}, detail: 'detail'},
    {error: {error: 'nested error'}},
    {error: {message: ' '}, message: 'message'},
    {error: '', message: '', detail: 'detail'},
  ]
  const order = ['nested message', 'error: message', 'message', 'detail', 'nested error', 'message', 'detail']
  test.each(members.map((body, at) => [JSON.stringify(body), order[at]!]))('%s → %s', (body, message) => {
    expect(readErrorBody(body).message).toBe(message)
  })

  test.each([
    ['white space of every kind', 'a \t\r\n\v\f b\u2028c\u2029d\u00a0e\ufefff', 'a b c d e f'],
    ['control characters', 'a\u0000\u0007b\u007fc\u009bd', 'a b c d'],
    ['colours', '\u001b[1;31mred\u001b[0m, \u001b[?25lhidden', 'red, hidden'],
    ['a sequence with spaces in it', 'a\u001b[ qb', 'ab'],
    ['a window title that ends with BEL', 'a\u001b]0;evil\u0007b', 'ab'],
    ['a window title that ends with ST', 'a\u001b]0;evil\u001b\\b', 'ab'],
    ['a window title without an end', 'a \u001b]0;evil', 'a'],
    ['an empty title', 'a\u001b]\u0007b', 'ab'],
    ['directions', 'a\u200eb\u200fc\u202ad\u202ee\u2066f\u2069g', 'abcdefg'],
    ['keys', 'the key fw_3ZabcDEF456 is refused', 'the key [redacted] is refused'],
    ['other alphabets', 'Überlast 日本語 🚀', 'Überlast 日本語 🚀'],
  ])('is one line without %s', (what, text, message) => {
    const kept = what === 'other alphabets'
    expect(read({message: text}).message).toBe(message)
    expect(text === message).toBe(kept)
  })

  test.each([
    [500, 500, 'x'],
    [501, 500, '…'],
    [5000, 500, '…'],
  ])('of %i characters is told with %i, the last of which is %s', (length, told, end) => {
    const {message} = read({message: 'x'.repeat(length)})
    expect(message).toHaveLength(told)
    expect(message!.at(-1)).toBe(end)
    expect(message!.slice(0, -1)).toBe('x'.repeat(told - 1))
  })

  test('leaves no space before the … of a cut', () => {
    expect(read({message: `${'x'.repeat(498)} ${'y'.repeat(50)}`}).message).toBe(`${'x'.repeat(498)}…`)
  })

  test('is looked for in the first 2,000 characters', () => {
    expect(read({message: `${' '.repeat(1999)}ab`}).message).toBe('a')
    expect(read({message: `${' '.repeat(2000)}ab`}).message).toBeNull()
  })
})

describe('the code, the type and the request id of an error body', () => {
  test.each<[unknown, string | number | null]>([
    [{error: {code: 'A'}, code: 'B'}, 'A'],
    [{error: {code: 5}, code: 'B'}, 5],
    [{error: {code: 0}, code: 'B'}, 0],
    [{error: {code: ''}, code: 'B'}, 'B'],
    [{error: {code: null}, code: 7}, 7],
    [{error: 'x', code: 'B'}, 'B'],
    [{code: true}, null],
  ])('the code of %j is %j', (body, code) => {
    expect(read(body).code).toBe(code)
  })

  test('a code beyond every number is none', () => {
    expect(readErrorBody('{"error":{"code":1e999},"code":-1e999}').code).toBeNull()
    expect(readErrorBody('{"error":{"code":1e999},"code":"B"}').code).toBe('B')
  })

  test.each<[unknown, string | null]>([
    [{error: {type: 'a'}, type: 'b'}, 'a'],
    [{error: {type: ''}, type: 'b'}, 'b'],
    [{type: 'b'}, 'b'],
    [{error: {type: 5}, type: null}, null],
  ])('the type of %j is %j', (body, type) => {
    expect(read(body).type).toBe(type)
  })

  test.each<[unknown, string | null]>([
    [{request_id: 'a', requestId: 'b', error: {request_id: 'c'}}, 'a'],
    [{request_id: '', requestId: 'b', error: {request_id: 'c'}}, 'b'],
    [{requestId: 5, error: {request_id: 'c'}}, 'c'],
    [{error: {requestId: 'd'}}, null],
  ])('the request id of %j is %j', (body, requestId) => {
    expect(read(body).requestId).toBe(requestId)
  })
})

describe('a web page', () => {
  test.each<[body: string, contentType: string, message: string | null]>([
    ['<html><head><title>502 Bad\n Gateway</title></head>', '', '502 Bad Gateway'],
    ['\n<!DOCTYPE html><TITLE lang="en">Blocked</TITLE>', '', 'Blocked'],
    ['<p>none</p>', 'text/html; charset=utf-8', null],
    ['<html><title></title>', '', null],
    ['<html><title>key fw_3ZabcDEF456</title>', '', 'key [redacted]'],
    [`<html><title>${'x'.repeat(301)}</title>`, '', 'x'.repeat(300)],
    [`<html>${' '.repeat(19_986)}<title>ab</title>`, '', 'a'],
    [`<html>${' '.repeat(20_000)}<title>ab</title>`, '', null],
  ])('%#: its title is the message', (body, contentType, message) => {
    expect(readErrorBody(body, contentType)).toEqual({...NOTHING, message, isHtml: true})
  })

  test.each<[boolean, string, string | undefined]>([
    [true, '<html>', undefined],
    [true, ' \n<HTML lang="en">', undefined],
    [true, '<head>', undefined],
    [true, '<body class="x">', undefined],
    [true, '<!doctype html>', undefined],
    [true, '<!DOCTYPE  \n html>', undefined],
    [false, '<!doctypehtml>', undefined],
    [false, '<!doctype xml>', undefined],
    [false, '<htmlx>', undefined],
    [false, '<p>', undefined],
    [false, 'see <html>', undefined],
    [false, '', undefined],
    [true, '<p>', 'text/html'],
    [true, ' \n <p>', 'TEXT/HTML; charset=utf-8'],
    [false, 'see <p>', 'text/html'],
    [false, '{}', 'text/html'],
    [false, '', 'text/html'],
    [false, '<p>', 'text/xml'],
    [false, '<p>', 'text/xhtmlx'],
    [true, '<html>', 'application/json'],
  ])('%j: %j of type %j', (page, body, contentType) => {
    expect(looksLikeHtml(body, contentType)).toBe(page)
    expect(readErrorBody(body, contentType).isHtml).toBe(page)
  })
})

describe('the words of a suspension', () => {
  test.each([
    'Account acme is suspended, possibly due to reaching the monthly spending limit.',
    'ACCOUNT ACME IS SUSPENDED',
    'the account was suspended',
    'account has been suspended',
    'account\nacme\nis\nnow\nsuspended',
    `account ${'x'.repeat(128)} is suspended`,
    'APIError: 412 Account acme-labs is suspended, possibly due to',
    'Account ... is suspended, possibly due to reaching the monthly spending limit',
    'suspended: spend limit',
    'suspended for the spending limit',
    'suspended over an unpaid invoice',
    'suspended, invoices are open',
    `suspended ${'x'.repeat(78)} invoice`,
    'monthly usage exceeded',
    'Monthly usage limit exceeded',
    'monthly usage has been exceeded',
    'monthly usage limit has been exceeded',
    `${'x '.repeat(1980)}: account is suspended`,
  ])('%j', text => {
    expect(isSuspensionText(text)).toBe(true)
  })

  test.each([
    '',
    'account',
    'suspended',
    'the account is fine',
    'accounts is suspended',
    'account suspended',
    'customer account 4411 is suspended in our CRM',
    'Account 4411 is suspended in our CRM',
    'the partner account is suspended',
    'account is unsuspended',
    'account this suspended',
    `account ${'x'.repeat(199)} is suspended`,
    `account is ${'x'.repeat(19)} suspended`,
    'suspended: limit',
    'suspended: overspend limit',
    `suspended ${'x'.repeat(79)} invoice`,
    'suspended invoicelike',
    'usage exceeded',
    'bimonthly usage exceeded',
    'monthly usage not exceeded',
    'monthly usage exceededs',
    `${'x '.repeat(1991)}account is suspended`,
  ])('not %j', text => {
    expect(isSuspensionText(text)).toBe(false)
  })
})

describe('a refusal for a quota', () => {
  const refusal = {quotaId: 'global--h100-count', accountId: 'acme', inUse: 8, quota: 8, requesting: null}
  const SAID = 'global--h100-count for account acme, in use: 8, quota: 8'

  test.each([
    [SAID, refusal],
    [`${SAID}, requesting: 2`, {...refusal, requesting: 2}],
    [`could not create: ${SAID}.`, refusal],
    [SAID.toUpperCase(), {...refusal, quotaId: 'GLOBAL--H100-COUNT', accountId: 'ACME'}],
    [
      `"x" for account 'accounts/acme', in use: 1.5, quota: -2, requesting: 0`,
      {quotaId: 'x', accountId: 'acme', inUse: 1.5, quota: -2, requesting: 0},
    ],
    [`${' '.repeat(4000 - SAID.length)}${SAID}, requesting: 2`, refusal],
  ])('%j', (text, found) => {
    expect(parseQuotaRefusal(text)).toEqual(found)
  })

  test.each([
    '',
    'x for account acme',
    'x for account acme, in use: 8',
    'x for account acme, in use: many, quota: 8',
    ' for account acme, in use: 8, quota: 8',
    `${' '.repeat(4000)}${SAID}`,
  ])('is not in %j', text => {
    expect(parseQuotaRefusal(text)).toBeNull()
  })
})
