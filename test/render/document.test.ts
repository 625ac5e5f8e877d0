import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {AppError} from '../../src/lib/domain/errors.js'
import {errorDocument, resultDocument, serialise} from '../../src/lib/render/formats/document.js'
import {propertyRuns} from '../support/property-runs.js'

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0)

describe('the envelope', () => {
  it('is the contract, fields in its order', () => {
    const document = resultDocument({
      schema: 'fireq.quota.list/v1',
      source: 'live',
      account: 'acme',
      generatedAt: NOW,
      data: {quotas: []},
    })
    expect(serialise(document, {pretty: false})).toBe(
      '{"schema":"fireq.quota.list/v1","source":"live","account":"acme","generatedAt":"2026-11-21T12:00:00.000Z","data":{"quotas":[]},"warnings":[]}\n',
    )
  })
})

describe('the error document', () => {
  it('holds what the contract names and nothing else an error carries', () => {
    const error = new AppError('suspended', 'stopped', {
      hints: ['pay'],
      httpStatus: 412,
      requestId: 'r',
      cause: {options: {headers: {authorization: 'Bearer secret'}}},
    })
    Object.assign(error, {leak: 'secret'})
    expect(serialise(errorDocument(error), {pretty: false})).toBe(
      '{"schema":"fireq.error/v1","error":{"code":"suspended","message":"stopped","hints":["pay"],"exitCode":5,"retryable":false,"httpStatus":412,"requestId":"r","retryAfterSeconds":null}}\n',
    )
  })
})

describe('serialise', () => {
  it('indents for a terminal, keeps to one line otherwise, and always ends the line', () => {
    expect(serialise({a: [1]}, {pretty: true})).toBe('{\n  "a": [\n    1\n  ]\n}\n')
    expect(serialise({a: [1]}, {pretty: false})).toBe('{"a":[1]}\n')
  })

  it('escapes what would break a line, steer a terminal or turn text around', () => {
    const text = '\u2028\u2029\u0085\u009b31m\u007f\u001b[31m\u202e\u2066\ufeff\ud800'
    expect(serialise(text, {pretty: false})).toBe(
      '"\\u2028\\u2029\\u0085\\u009b31m\\u007f\\u001b[31m\\u202e\\u2066\\ufeff\\ud800"\n',
    )
  })

  it('parses back to the same value, in one line where it should be one', () => {
    fc.assert(
      fc.property(fc.jsonValue({stringUnit: 'binary'}), fc.boolean(), (value, pretty) => {
        const text = serialise(value, {pretty})
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(text.endsWith('\n')).toBe(true)
        if (!pretty) expect(text.slice(0, -1)).not.toMatch(/[\r\n\u2028\u2029\u0085]/)
        // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      }),
      propertyRuns(),
    )
  })
})
