import {describe, expect, it} from '@jest/globals'
import {NO_SELECTOR} from '../../src/lib/domain/action.js'
import {AppError, OUTCOMES, type ErrorCode} from '../../src/lib/domain/errors.js'
import {errorText, warningText} from '../../src/lib/render/formats/error.js'
import {pipe, terminal} from './surfaces.js'

const CODES: readonly ErrorCode[] = [...OUTCOMES, 'usage', 'refused', 'conflict', 'bad-response', 'internal']

describe('an error as text', () => {
  it('is what happened, what the server said of it, and a hint', () => {
    const error = new AppError('rate-limited', 'rate limit exceeded, please try again later.', {
      hints: ['try `fireq limits probe`'],
      httpStatus: 429,
      requestId: 'req-1',
      retryAfterSeconds: 12,
    })
    expect(errorText(error, NO_SELECTOR, pipe())).toBe(
      'error: rate limit exceeded, please try again later\n' +
        '  HTTP 429 · request id req-1 · retry after 12 s\n' +
        'hint: try `fireq limits probe`\n',
    )
    expect(errorText(error, NO_SELECTOR, terminal(80, {unicode: false}))).toContain('HTTP 429 | request id req-1')
  })

  it.each(CODES)('of code %s ends in a hint even without one given, in at most four lines', code => {
    for (const details of [{}, {httpStatus: 500, requestId: 'r'}, {hints: ['a', 'b', 'c', 'd', 'e'], httpStatus: 1}]) {
      const lines = errorText(new AppError(code, 'it broke', details), NO_SELECTOR, pipe())
        .trimEnd()
        .split('\n')
      expect(lines.length).toBeLessThanOrEqual(4)
      expect(lines[0]).toBe('error: it broke')
      expect(lines.at(-1)).toMatch(/^hint: \S/)
    }
  })

  it('stays one line whatever a server put into the message', () => {
    const error = new AppError('server-error', `<html>\n\u001b[2J\u202e${'page '.repeat(500)}`, {hints: ['x\ny.']})
    const [first, last, ...rest] = errorText(error, NO_SELECTOR, pipe()).split('\n')
    expect(first!.length).toBeLessThanOrEqual('error: '.length + 400)
    expect(first).toMatch(/^error: <html> page page .*…$/)
    expect(last).toBe('hint: x y')
    expect(rest).toEqual([''])
  })

  it('says the code when the message is empty, and keeps an ellipsis', () => {
    expect(errorText(new AppError('timeout', ''), NO_SELECTOR, pipe())).toMatch(/^error: timeout\n/)
    expect(errorText(new AppError('timeout', 'waiting...'), NO_SELECTOR, pipe())).toMatch(/^error: waiting\.\.\.\n/)
  })

  it('colours the words that say the same without colour', () => {
    const text = errorText(new AppError('usage', 'no'), NO_SELECTOR, terminal(80, {colour: true}))
    expect(text).toContain('\u001b[31merror:\u001b[39m')
    expect(text).toContain('\u001b[36mhint:\u001b[39m')
  })
})

describe('warnings', () => {
  it('are one line each; none is no text', () => {
    const warnings = [
      {code: 'a', message: 'first\nwarning.'},
      {code: 'b', message: 'second'},
    ]
    expect(warningText(warnings, NO_SELECTOR, pipe())).toBe('warning: first warning\nwarning: second\n')
    expect(warningText([], NO_SELECTOR, pipe())).toBe('')
  })
})
