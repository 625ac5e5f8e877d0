import {expect, test} from '@jest/globals'
import {denialsIn} from '../../../src/lib/domain/paste/denials.js'

const denied = (text: string) => denialsIn(text).map(([from, to]) => text.slice(from, to))

test('a denial that speaks of a suspension is none', () => {
  expect(denied('we never got Account acme is suspended before')).toEqual([])
})

test('a denial stays one where the text speaks of a suspension elsewhere', () => {
  expect(denied('we never got a 429 here. Account acme is suspended')).toEqual(['never got a 429 here'])
})
