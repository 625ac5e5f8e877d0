import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import stringWidth from 'string-width'
import {displayWidth, padTo, truncateTo, wrapWords} from '../../src/lib/render/surface/display-width.js'
import {propertyRuns} from '../support/property-runs.js'

const text = fc.string({unit: 'grapheme', maxLength: 30})

describe('a text cut to a width', () => {
  it('never takes more columns, and is whole when it fits', () => {
    fc.assert(
      fc.property(text, fc.integer({min: 0, max: 40}), (whole, width) => {
        const cut = truncateTo(whole, width, '…')
        expect(stringWidth(cut)).toBeLessThanOrEqual(width)
        if (stringWidth(whole) <= width) expect(cut).toBe(whole)
      }),
      propertyRuns(),
    )
  })

  it('does not cut a wide character in two', () => {
    expect(truncateTo('東京都', 4, '…')).toBe('東…')
    expect(truncateTo('東京都', 5, '…')).toBe('東京…')
  })
})

describe('a padded text', () => {
  it('takes exactly its width, on either side', () => {
    expect(padTo('東', 4, 'left')).toBe('東  ')
    expect(padTo('東', 4, 'right')).toBe('  東')
    expect(padTo('too long', 4, 'left')).toBe('too long')
  })
})

describe('wrapped words', () => {
  it('lose nothing and fit where a word does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/), {maxLength: 20}),
        fc.integer({min: 9, max: 40}),
        (words, columns) => {
          const lines = wrapWords(words.join(' '), columns)
          expect(lines.join(' ')).toBe(words.join(' '))
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
        },
      ),
      propertyRuns(),
    )
  })

  it('stay one line where nothing limits them', () => {
    expect(wrapWords('one two three', null)).toEqual(['one two three'])
  })
})
