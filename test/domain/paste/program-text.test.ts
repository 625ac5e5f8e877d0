import {describe, expect, test} from '@jest/globals'
import {
  asidesIn,
  commentsIn,
  isWithin,
  quotedCodeIn,
  statementsIn,
  without,
  type Stretch,
} from '../../../src/lib/domain/paste/program-text.js'

/** The parts of a text that stretches are. */
const parts = (text: string, stretches: readonly Stretch[]) => stretches.map(([from, to]) => text.slice(from, to))

describe('a statement of a program', () => {
  test.each([
    ['x raise HTTPException(429, "slow") y', 'raise HTTPException(429, "slow")'],
    ['throw new Error("HTTP 429").with(1) y', 'throw new Error("HTTP 429").with(1)'],
    ['return res.status(429).json({a: (1)}) z', 'return res.status(429).json({a: (1)})'],
    ['return foo(bar(1)) . baz(2)', 'return foo(bar(1))'],
    ['yield x.y(1)\nz', 'yield x.y(1)'],
    ['res.sendStatus(503); z', 'res.sendStatus(503)'],
    ['res.status(429)', 'res.status(429)'],
    ['it("answers 429", x) y', 'it("answers 429", x)'],
    ['describe.each("a")("b")', 'describe.each("a")'],
  ])('%j', (text, part) => {
    expect(parts(text, statementsIn(text))).toEqual([part])
  })

  test('that nothing closes, or that is long, ends with its line', () => {
    expect(parts('raise Foo(\nopen', statementsIn('raise Foo(\nopen'))).toEqual(['raise Foo('])
    expect(parts('raise Foo(bar', statementsIn('raise Foo(bar'))).toEqual(['raise Foo(bar'])
    const lines = (length: number) => `return x(${'\n'.repeat(length)})`
    expect(statementsIn(lines(499))).toEqual([[0, 509]])
    expect(statementsIn(lines(500))).toEqual([[0, 9]])
  })

  test.each(['test(x)', 'abort(429)', 'myraise X(1)', 'raised X(1)', 'raise X', 'HTTP 429'])('is not in %j', text => {
    expect(statementsIn(text)).toEqual([])
  })

  test('is every one', () => {
    const text = 'raise A(1) and raise B(2)'
    expect(parts(text, statementsIn(text))).toEqual(['raise A(1)', 'raise B(2)'])
  })
})

describe('a comment', () => {
  test.each<[text: string, found: string[]]>([
    ['// a\n// b', ['// a', '// b']],
    ['x; // a\ny', ['// a']],
    ['const x = 1 // a', ['// a']],
    ['+// a', ['// a']],
    ['f.ts:1: // a', ['// a']],
    ['/* a\nb */ c', ['/* a\nb */']],
    ['/* a', ['/* a']],
    ['<!-- a -\n b --> c', ['<!-- a -\n b -->']],
    ['x = 1 # a\nb', ['# a']],
    ['import x\n# a\nb', ['# a']],
    ['def f():\n  """a\nb"""\n', ['"""a\nb"""']],
    ['x // a', []],
    ['https://x', []],
    ['# a', []],
    ['"""a"""', []],
    ['a -- b', []],
  ])('%j', (text, found) => {
    expect(parts(text, commentsIn(text))).toEqual(found)
  })
})

describe('what is said of no answer that came', () => {
  test.each<[text: string, found: string[]]>([
    ['What if HTTP 429? Well', ['What if HTTP 429?']],
    ['x. When do I get HTTP 429? Now', ['When do I get HTTP 429?']],
    ['What is a.b? Is it c?', ['What is a.b?', 'Is it c?']],
    ['what\nx?', ['what\nx?']],
    ['Why HTTP 429?', []],
    ['How to fix HTTP 429?', []],
    ['How come HTTP 429?', []],
    ['Do you keep getting HTTP 429?', []],
    ['what\n\nx?', []],
    ['What if HTTP 429', []],
    ['somewhat, HTTP 429?', []],
  ])('a question: %j', (text, found) => {
    expect(parts(text, asidesIn(text))).toEqual(found)
  })

  test.each<[text: string, found: string[]]>([
    ['✓ answers 429', ['✓ answers 429']],
    ['✗ answers 429\n✔ b\nc', ['✔ b']],
    ['  √ b', ['  √ b']],
    ['a\nok 1 - b', ['ok 1 - b']],
    ['--- PASS: a', ['--- PASS: a']],
    ['[PASS] a', ['[PASS] a']],
    ['x [PASSED] a', ['x [PASSED] a']],
    ['What?\n✓ a', ['What?', '✓ a']],
    ['not ok 1 - b', []],
    ['    not ok 12 - HTTP 429', []],
    ['✓ a ✗', []],
    ['✗ a ✓', []],
    ['✖ a ✓', []],
    ['PASS a', []],
    ['ok 1 b', []],
    [`${'x'.repeat(61)}✓`, []],
  ])('a test that passed: %j', (text, found) => {
    expect(parts(text, asidesIn(text))).toEqual(found)
  })
})

describe('what a traceback quotes', () => {
  test.each<[text: string, found: string[]]>([
    ['File "a.py", line 3\n    raise X\nError: y', ['File "a.py", line 3', '    raise X']],
    ['  File "a.py", line 3, in f\n  raise X', ['  File "a.py", line 3, in f']],
    ['File "a.py", line 3\n    raise X\n    more', ['File "a.py", line 3', '    raise X']],
    ['File "a.py"\n    raise X', ['    raise X']],
    ['a\n  at foo (a.js:1)\n  ... 3 more\nb', ['  at foo (a.js:1)', '  ... 3 more']],
    ['  at foo (a.js:1) {\n  status: 1', ['  at foo (a.js:1)']],
    ['  at foo { status: 1', ['  at foo']],
    ['  at foo {a}', ['  at foo {a}']],
    ['a.rb:1\n\tfrom a.rb:3:in b', ['\tfrom a.rb:3:in b']],
    ['a.rb:1\nx from a.rb:3:in b', []],
    ['^^^\nx', ['^^^']],
    ['x.py\n  ~~~^~~ \ny ^', ['  ~~~^~~ ']],
    ['+ echo\nb', ['+ echo']],
    ['  at x\na + b', ['  at x']],
    ['a.py\nx at y', []],
    ['no frames\n    x', []],
    [`a.py\n${' '.repeat(20)}at x\n${' '.repeat(21)}at y`, [`${' '.repeat(20)}at x`]],
  ])('%j', (text, found) => {
    expect(parts(text, quotedCodeIn(text))).toEqual(found)
  })
})

describe('stretches', () => {
  test('hold their first place, not the one behind their last', () => {
    const places = [0, 1, 2, 3, 4, 5, 6].filter(place => isWithin([[1, 3], [5, 6]], place)) // oxfmt-ignore
    expect(places).toEqual([1, 2, 5])
    expect(isWithin([], 0)).toBe(false)
  })

  test('are blanked out in any order, each once, and lines stay lines', () => {
    expect(without('abcdefgh\nij', [[6, 10], [1, 3], [2, 5]])).toBe('a  def  \n j') // oxfmt-ignore
    expect(without('abcd', [[0, 2], [2, 3]])).toBe('   d') // oxfmt-ignore
    expect(without('abcd', [])).toBe('abcd')
  })
})
