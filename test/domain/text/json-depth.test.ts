import {describe, expect, test} from '@jest/globals'
import {nestsDeeper} from '../../../src/lib/domain/text/json-depth.js'

describe('the depth of JSON', () => {
  test.each([
    ['[[{}]]', 3, false],
    ['[[{}]]', 2, true],
    ['[][][][]', 1, false],
    ['{"a":{"b":{}},"c":[[]]}', 3, false],
    ['"[[[[["', 1, false],
    [String.raw`"\"[[[[["`, 1, false],
    [String.raw`"\\"[[[[[`, 1, true],
    ['[}{}{}{', 1, false],
  ])('of %s is more than %d: %p', (text, depth, deeper) => {
    expect(nestsDeeper(text, depth)).toBe(deeper)
  })
})
