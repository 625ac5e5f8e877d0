import {describe, expect, test} from '@jest/globals'
import {execFileSync} from 'node:child_process'
import fc from 'fast-check'
import {AppError} from '../../src/lib/domain/errors.js'
import {readErrorBody} from '../../src/lib/domain/answer/error-body.js'
import {normaliseBaseUrl, pathPart} from '../../src/lib/fireworks/base-url.js'
import {indexHeaders, retryAfterSeconds as readRetryAfter} from '../../src/lib/domain/text/http-headers.js'
import {isExempt, proxyFor} from '../../src/lib/fireworks/proxy.js'
import {retryDelayMs} from '../../src/lib/fireworks/retry.js'
import {shellLine} from '../../src/lib/render/formats/command-line.js'
import {bodySoup} from '../support/header-soup.js'
import {propertyRuns} from '../support/property-runs.js'
import {printedHints} from '../support/printed-actions.js'

const retryAfterSeconds = (text: string, now: number) => readRetryAfter(indexHeaders([['retry-after', text]]), now)
const anyText = fc.string({unit: 'binary', maxLength: 40})
const SECRET = 'pAssw0rdOfNoInterest'

/** The value, or null for a refusal as a usage error; anything else thrown fails the test. */
function orRefusal<T>(make: () => T): T | null {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).toBe('usage')
    expect(`${error.message}${printedHints(error.hints).join()}`).not.toContain(SECRET)
    return null
  }
}

describe('addresses', () => {
  const host = fc.constantFrom(
    'h.test',
    '127.0.0.1:8080',
    '[::1]:1',
    'h.test:99999',
    'ü.test',
    'h test',
    '',
    '%',
    'a'.repeat(300),
  )
  const user = fc.constantFrom('', '', `u:${SECRET}@`, `${SECRET}@`, ':@', `%zz:${SECRET}@`)
  const tail = fc.constantFrom(
    '',
    '/',
    '/v1',
    '/inference',
    '/inference/v1/',
    '//v1//',
    '/a/inference/v1',
    '?k=1',
    '#x',
    '/../..',
  )
  const url = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('https://', 'http://', 'HTTP://', 'ftp://', 'socks5://', '', 'javascript:'),
        user,
        host,
        tail,
      )
      .map(p => p.join('')),
    anyText,
  )

  test('a base URL is normalised once and for all, without credentials, or refused', () => {
    fc.assert(
      fc.property(url, text => {
        const base = orRefusal(() => normaliseBaseUrl(text))
        if (base === null) return
        expect(normaliseBaseUrl(base)).toBe(base)
        expect(base).not.toMatch(/\/$|@|[?#]/)
        expect(new URL(`${base}/v1/accounts`).pathname.endsWith('/v1/accounts')).toBe(true)
      }),
      propertyRuns(),
    )
  })

  test('an id is one part of a path, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.constantFrom('.', '..', '%2e%2e', '../x', 'a/b', 'a?b', 'a#b', '\ud800')),
        id => {
          const part = orRefusal(() => pathPart(id, 'quota'))
          if (part === null) return
          const {pathname, search, hash} = new URL(`https://h.test/v1/quotas/${part}/end`)
          expect([search, hash, pathname.split('/').length]).toEqual(['', '', 5])
          expect(decodeURIComponent(pathname.split('/')[3]!)).toBe(id)
        },
      ),
      propertyRuns(),
    )
  })

  test('a proxy is chosen or refused, and its label never shows a password', () => {
    fc.assert(
      fc.property(url, anyText, (proxy, exempt) => {
        const target = new URL('https://api.test/v1')
        expect(typeof isExempt(target, exempt)).toBe('boolean')
        const choice = orRefusal(() => proxyFor(target, {HTTPS_PROXY: proxy, NO_PROXY: 'other.test'}))
        if (choice === null) return
        expect(choice.label).not.toContain(SECRET)
        if (choice.url.password !== '') expect(choice.secrets).toContain(choice.url.password)
      }),
      propertyRuns(),
    )
  })
})

describe('waits', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')

  test('what a server asks to wait is a number of seconds from 0 on, or nothing', () => {
    const header = fc.oneof(
      anyText,
      fc.double().map(String),
      fc.date({noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01')}).map(date => date.toUTCString()),
      fc.constantFrom('0', '-1', '1e9', 'soon', '60 ', 'Sat, 21 Nov 2026 12:00:05 GMT', '2026-11-21', 'Infinity'),
    )
    fc.assert(
      fc.property(header, text => {
        const seconds = retryAfterSeconds(text, now)
        if (seconds !== null) expect(seconds >= 0 && Number.isFinite(seconds)).toBe(true)
      }),
      propertyRuns(),
    )
  })

  test('a date without its zone is GMT, as every HTTP date', () => {
    const zone = process.env['TZ']
    process.env['TZ'] = 'Pacific/Apia'
    expect(retryAfterSeconds('Sat, 21 Nov 2026 12:00:05', now)).toBe(5)
    expect(retryAfterSeconds('Sat, 21 Nov 2026 12:00:05 GMT', now)).toBe(5)
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  test('a retry waits neither longer than a minute nor longer than an attempt may take', () => {
    const random = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true})
    fc.assert(
      fc.property(
        fc.nat({max: 5}),
        fc.option(fc.double({min: 0, noNaN: true})),
        random,
        fc.nat(),
        (retry, after, r, timeout) => {
          const delay = retryDelayMs(retry, after, r, timeout)
          if (delay === null) return void expect(after! > 60).toBe(true)
          expect(delay).toBeGreaterThanOrEqual(0)
          expect(delay).toBeLessThanOrEqual(after === null ? Math.min(8000, timeout) : 60_000)
        },
      ),
      propertyRuns(),
    )
  })
})

test('an error body of any kind is read: a message of one piece, or none', () => {
  fc.assert(
    fc.property(bodySoup, fc.constantFrom('', 'application/json', 'text/html', 'text/plain'), (body, type) => {
      const {message, isHtml} = readErrorBody(body, type)
      expect(message === null || message.trim() !== '').toBe(true)
      expect(typeof isHtml).toBe('boolean')
    }),
    propertyRuns(),
  )
})

test('a command line to copy is read by a shell as the words it was made of', () => {
  const word = fc.string({unit: fc.constantFrom(...'ab \'"\\$`!*?~#;&|<>(){}[]=%\n\té-'), maxLength: 8})
  const lines = fc.sample(fc.array(word, {minLength: 1, maxLength: 4}), propertyRuns().numRuns)
  // One shell for all of them: it prints each line's words with a separator that none of them holds.
  const script = lines.map(words => `printf '%s\\001' ${shellLine(words)}; printf '\\002'`).join('\n')
  const read = execFileSync('sh', ['-s'], {input: script, encoding: 'utf8', maxBuffer: 2 ** 28})
  expect(
    read
      .split('\u0002')
      .slice(0, -1)
      .map(line => line.split('\u0001').slice(0, -1)),
  ).toEqual(lines)
})
