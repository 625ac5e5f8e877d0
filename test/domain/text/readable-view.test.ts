import {describe, expect, test} from '@jest/globals'
import {identityView, readableView} from '../../../src/lib/domain/text/readable-view.js'

const ESC = '\u001b'

describe('a text as a reader takes it in', () => {
  test.each([
    ['a colour', `a${ESC}[31mb`, 'ab'],
    ['a colour as cat -v shows it', 'a^[[31mb', 'ab'],
    ['a colour in JSON', 'a\\u001b[31mb', 'ab'],
    ['a colour that is escaped twice', 'a\\\\u001b[31mb', 'ab'],
    ['a colour in C', 'a\\x1b[0;1mb', 'ab'],
    ['a colour in octal', 'a\\033[0mb', 'ab'],
    ['a colour by its C1 code', 'a\u009b31mb', 'ab'],
    ['a title', `a${ESC}]0;title\u0007b`, 'ab'],
    ['a bare escape', `a${ESC}b`, 'ab'],
    ['a bare C1 code', 'a\u0090b', 'ab'],
    ['a zero-width space', 'a\u200bb', 'ab'],
    ['a NUL', 'a\0b', 'ab'],
    ['a letter in JSON', '\\u0061b', 'ab'],
    ['a letter in JavaScript', '\\u{0061}b', 'ab'],
    ['a letter in hexadecimal', '\\x61b', 'ab'],
    ['a slash that is escaped', 'a\\/b', 'a/b'],
    ['a quote that is escaped', 'a\\"b', 'a"b'],
    ['a line end that is escaped', 'a\\nb\\tc', 'a\nb\nc'],
    ['a line that goes on', 'a\\\nb', 'ab'],
    ['a percent sign', '%61b', 'ab'],
    ['a percent sign that is escaped twice', '%2561b', 'ab'],
    ['a decimal entity', '&#97;b', 'ab'],
    ['a hexadecimal entity', '&#x61;b', 'ab'],
    ['a named entity', 'a&lowbar;b&colon;&hyphen;&period;&equals;&amp;', 'a_b:-.=&'],
    ['an entity that nobody sees', 'a&shy;b&zwj;c', 'abc'],
    ['an escape that nobody sees', 'a\\u200bb', 'ab'],
    ['a letter that is no ASCII', 'é\\u00e9%e9&#233;', 'é\\u00e9%e9&#233;'],
    ['an entity beyond the planes', 'a&#1114112;b', 'a&#1114112;b'],
    ['an escape of nothing', 'a\\qb&nothing;%zz^x', 'a\\qb&nothing;%zz^x'],
    ['a tilde', '\\u007e~\\x7e', '~~~'],
    ['a letter in quoted-printable', 'a=5Fb', 'a_b'],
    ['a line that goes on in quoted-printable', 'a=\nb=\r\nc', 'abc'],
    ['a line end of a page', 'a<br>b<BR/>c', 'a\nb\nc'],
    ['marks of a page', 'a<wbr>b<span class="x">c</span><b>d</b>', 'abcd'],
    ['a tag of a page beside one', 'a<p>b<br>', 'a<p>b\n'],
    ['a delete', 'a\u007fb', 'ab'],
  ])('%s', (_, text, read) => {
    expect(readableView(text)?.text).toBe(read)
  })

  test.each([['plain text, 1 + 1 = 2;'], ['two\nlines\tof it'], ['(a) [b] {c} "d" \'e\'']])(
    '%j is read as it is',
    text => {
      expect(readableView(text)).toBeNull()
    },
  )

  test('knows the way back to how it was spelt', () => {
    const text = `x%61\\u0062${ESC}[1mc&#100;`
    const view = readableView(text)!
    expect(view.text).toBe('xabcd')
    const spelt = (start: number, end: number) => text.slice(...view.range(start, end))
    expect(spelt(0, 1)).toBe('x')
    expect(spelt(1, 3)).toBe('%61\\u0062')
    expect(spelt(2, 4)).toBe(`\\u0062${ESC}[1mc`)
    expect(spelt(4, 5)).toBe('&#100;')
    expect([view.range(2, 2), view.range(3, 2)]).toEqual([
      [0, 0],
      [0, 0],
    ])
  })
})

describe('a text without the ends of its lines', () => {
  test.each([
    ['one\ntwo', 'onetwo'],
    ['one  \r\n  two', 'onetwo'],
    ['│ one │\n│ two │', '│ onetwo │'],
    ['> one\n> two', '> onetwo'],
    ['"one"\n"two"', '"one"two"'],
    ['one two', 'one two'],
    ['one\n\n\ntwo\n', 'onetwo'],
    ["it's | one", "it's | one"],
  ])('%j is %j', (text, joined) => {
    const view = identityView(text).joined()
    expect(view.text).toBe(joined)
    expect(text.slice(...view.range(0, joined.length)).startsWith(joined[0]!)).toBe(true)
  })

  test('knows the way back through escapes too', () => {
    const text = 'a%62\n%63d'
    const view = readableView(text)!.joined()
    expect(view.text).toBe('abcd')
    expect(text.slice(...view.range(1, 3))).toBe('%62\n%63')
    expect(text.slice(...view.range(3, 4))).toBe('d')
    expect(identityView(text).range(2, 5)).toEqual([2, 5])
  })
})
