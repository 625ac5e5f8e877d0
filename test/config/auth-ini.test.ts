import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {parseAuthIni} from '../../src/lib/config/auth-ini.js'
import {propertyRuns} from '../support/property-runs.js'

const both = {apiKey: 'fw_k', accountId: 'acme', hasIdToken: false}

describe('every spelling that firectl and its relatives write', () => {
  it.each([
    ['bare lines', 'api_key = fw_k\naccount_id = acme\n'],
    ['dashes', 'api-key = fw_k\naccount-id = acme'],
    ['no spaces', 'api_key=fw_k\naccount_id=acme'],
    ['capitals', 'API_KEY = fw_k\nAccount-ID = acme'],
    ['[fireworks]', '[fireworks]\napi_key = fw_k\naccount_id = acme\n'],
    ['[default]', '[default]\napi_key = fw_k\naccount_id = acme\n'],
    ['[ Fireworks ] with a comment', '[ Fireworks ] ; mine\napi_key = fw_k\naccount_id = acme\n'],
    ['double quotes', 'api_key = "fw_k"\naccount_id = "acme"'],
    ['single quotes', "api_key = 'fw_k'\naccount_id = 'acme'"],
    ['quotes with white space inside', 'api_key = " fw_k "\naccount_id = acme'],
    ['comment lines', '# api_key = fw_x\n; api_key = fw_y\napi_key = fw_k\n  # indented\naccount_id = acme'],
    ['comments after values', 'api_key = fw_k # mine\naccount_id = acme\t; also mine'],
    ['comments after quotes', 'api_key = "fw_k" # mine\naccount_id = "acme"; also mine'],
    ['CRLF', 'api_key = fw_k\r\naccount_id = acme\r\n'],
    ['lone CR', 'api_key = fw_k\raccount_id = acme'],
    ['a BOM', '\uFEFFapi_key = fw_k\naccount_id = acme'],
    ['a BOM before a section', '\uFEFF[fireworks]\napi_key = fw_k\naccount_id = acme'],
    ['indentation', '  api_key = fw_k\n\taccount_id = acme'],
    ['unknown keys', 'region = eu\napi_key = fw_k\nfuture.option = a=b\naccount_id = acme\nnonsense'],
    ['other sections', 'api_key = fw_k\naccount_id = acme\n[other]\napi_key = fw_x\naccount_id = y'],
    ['a later line over an earlier one', 'api_key = fw_old\napi-key = fw_k\naccount_id = acme'],
    ['empty values', 'api_key = fw_k\napi-key =\naccount_id = acme\naccount-id = ""\naccount_id = # none'],
    ['[fireworks] over bare lines', '[fireworks]\napi_key = fw_k\n[default]\napi_key = fw_x\naccount_id = acme'],
    ['bare lines below [default]', 'api_key = fw_x\naccount_id = acme\n[default]\napi_key = fw_k'],
  ])('%s', (_name, text) => {
    expect(parseAuthIni(text)).toEqual(both)
  })

  it('keeps a # that is part of a value or in quotes', () => {
    expect(parseAuthIni('api_key = fw_a#b;c').apiKey).toBe('fw_a#b;c')
    expect(parseAuthIni('api_key = "fw_a # b"').apiKey).toBe('fw_a # b')
  })

  it('says that there is an id_token, and keeps nothing of it', () => {
    const found = parseAuthIni('id_token = eyJhbGciOi.eyJzdWIi.sig=\naccount_id = acme')
    expect(found).toEqual({apiKey: null, accountId: 'acme', hasIdToken: true})
  })

  it.each(['', '\n\n', '[fireworks]', '= fw_k', 'api_key', 'api_key fw_k', '[broken\n', '\u0000'])(
    'finds nothing in %j',
    text => {
      expect(parseAuthIni(text)).toEqual({apiKey: null, accountId: null, hasIdToken: false})
    },
  )
})

describe('any text', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/)
  const gap = fc.constantFrom('', ' ', '\t', '  ')
  const newline = fc.constantFrom('\n', '\r\n')
  const noise = fc.constantFrom('', '# note', '; api_key = wrong', 'region = eu', 'words without a sign', '   ')

  it('never throws', () => {
    const soup = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('[', ']', '=', '"', "'", '#', ';', '\n', '\r', 'api_key', '[fireworks]')),
    )
    fc.assert(
      fc.property(soup, parts => void parseAuthIni(parts.join(''))),
      propertyRuns(),
    )
  })

  it('reads back what is written in any of the spellings', () => {
    const spelling = fc.record({
      section: fc.constantFrom('', '[fireworks]', '[default]'),
      keyName: fc.constantFrom('api_key', 'api-key'),
      accountName: fc.constantFrom('account_id', 'account-id'),
      quote: fc.constantFrom('', '"', "'"),
      comment: fc.constantFrom('', ' # x', '\t;y'),
      bom: fc.constantFrom('', '\uFEFF'),
      gap,
      newline,
      noise,
    })
    fc.assert(
      fc.property(word, word, spelling, (key, account, form) => {
        const line = (name: string, value: string): string =>
          `${form.gap}${name}${form.gap}=${form.gap}${form.quote}${value}${form.quote}${form.comment}`
        const lines = [form.section, form.noise, line(form.keyName, key), form.noise, line(form.accountName, account)]
        const found = parseAuthIni(form.bom + lines.join(form.newline))
        expect(found).toEqual({apiKey: key, accountId: account, hasIdToken: false})
      }),
      propertyRuns(),
    )
  })

  it('takes no time for hostile text', () => {
    const started = performance.now()
    for (const part of ['"', '" ', ' #', '=', '[', "api_key = '", '\t'])
      parseAuthIni(`api_key = ${part.repeat(50_000)}x`)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
