import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {nearest} from '../../../src/lib/domain/text/did-you-mean.js'
import {propertyRuns} from '../../support/property-runs.js'

const IDS = [
  'monthly-spend-usd',
  'serverless-inference-rpm',
  'deployed-model-count',
  'global--a100-count',
  'global--h100-count',
]

describe('nearest', () => {
  it.each([
    ['monthly-spend-usd', 'monthly-spend-usd'],
    ['montly-spend-usd', 'monthly-spend-usd'],
    ['monthly-spned-usd', 'monthly-spend-usd'],
    ['MONTHLY-SPEND-USD', 'monthly-spend-usd'],
    ['monthly-spend', 'monthly-spend-usd'],
    ['spend', 'monthly-spend-usd'],
    ['rpm', 'serverless-inference-rpm'],
    ['global-h100-count', 'global--h100-count'],
    ['deployed-models-count', 'deployed-model-count'],
  ])('%s → %s', (word, candidate) => {
    expect(nearest(word, IDS)).toBe(candidate)
  })

  it.each(['', 'count', 'xyzzy', 'quota', 'z'])('%j is near nothing', word => {
    expect(nearest(word, IDS)).toBeNull()
  })

  it('prefers the nearer one, then the first', () => {
    expect(nearest('lst', ['list', 'last', 'set'])).toBe('list')
    expect(nearest('lits', ['set', 'list'])).toBe('list')
    expect(nearest('a', ['b', 'c'])).toBeNull()
    expect(nearest('get', [])).toBeNull()
  })

  it.each<[what: string, word: string, candidates: string[], found: string | null]>([
    ['a wrong first letter', 'xist', ['list'], 'list'],
    ['a missing first letter', 'ist', ['list'], 'list'],
    ['a wrong letter of two', 'ab', ['ac'], 'ac'],
    ['a letter too few of two', 'a', ['ab'], 'ab'],
    ['a letter too many of two', 'ab', ['a'], 'a'],
    ['two letters in the wrong order', 'ab', ['ba'], 'ba'],
    ['half a swap, the second letter', 'ab', ['ca'], null],
    ['half a swap, the first letter', 'ab', ['bc'], null],
    ['a swap is one error, none is better', 'abcd', ['abdc', 'abcd'], 'abcd'],
    ['a third of the letters wrong', 'abcdef', ['xbcdey'], 'xbcdey'],
    ['more than a third wrong', 'abcdef', ['abcxyz'], null],
    ['a third of the longer word missing', 'abcdef', ['abxcdyefz'], 'abxcdyefz'],
    ['more than that missing', 'abcdef', ['abxcdyefzz'], null],
    ['a swap as the last of the errors that are allowed', 'xbcdfe', ['abcdef'], 'abcdef'],
    ['a part of three letters', 'mid', ['the-middle-one'], 'the-middle-one'],
    ['a part in another case', 'MID', ['the-Middle-one'], 'the-Middle-one'],
    ['a part of two letters', 'mi', ['the-middle-one'], null],
    ['a part of two candidates', 'mid', ['the-middle-one', 'another-middle'], null],
    ['a part of one, near to another', 'mid', ['the-middle-one', 'mud'], 'mud'],
    ['nothing', '', ['', 'a', 'abc'], null],
    ['a word of 200 letters', 'a'.repeat(200), ['a'.repeat(200)], 'a'.repeat(200)],
    ['a word of 201 letters', 'a'.repeat(201), ['a'.repeat(200)], null],
    ['a candidate of 201 letters', 'a'.repeat(200), ['a'.repeat(201)], null],
  ])('%s', (_, word, candidates, found) => {
    expect(nearest(word, candidates)).toBe(found)
  })

  it('finds the word behind one typing error, and returns only candidates', () => {
    const wordAndSlip = fc
      .tuple(fc.stringMatching(/^[a-z]{4,12}$/), fc.nat(), fc.constantFrom('drop', 'double', 'swap'))
      .map(([word, at, slip]) => {
        const i = at % (word.length - 1)
        if (slip === 'drop') return [word, word.slice(0, i) + word.slice(i + 1)] as const
        if (slip === 'double') return [word, word.slice(0, i) + word[i] + word.slice(i)] as const
        return [word, word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2)] as const
      })
    fc.assert(
      fc.property(wordAndSlip, ([word, slipped]) => {
        expect(nearest(slipped, ['0000000000000000000000', word])).toBe(word)
      }),
      propertyRuns(),
    )
  })
})
