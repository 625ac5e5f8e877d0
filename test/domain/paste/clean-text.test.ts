import {expect, test} from '@jest/globals'
import {cleanText, collapsed} from '../../../src/lib/domain/paste/clean-text.js'

test.each([
  ['a\u001b[31mb\u001b[0m', 'ab'],
  ['a^[[1mb', 'ab'],
  [String.raw`\u001b[31mx\u001B[0m`, 'x'],
  [String.raw`\x1b[1mx`, 'x'],
  [String.raw`\033[1mx`, 'x'],
  [String.raw`\e[1mx`, 'x'],
  ['\u241b[1mx', 'x'],
  ['\u009b1mx', 'x'],
  ['\u001b]0;title\u0007x', 'x'],
  ['\u001b]8;;u\u001b\\x', 'x'],
  ['\u001b(Bx', 'x'],
])('colours and movements go: %j is %j', (raw, text) => {
  expect(cleanText(raw)).toBe(text)
})

test.each([
  ['a\u0000b\u00adc\u200bd\ufeff', 'abcd'],
  ['a\r\nb\rc', 'a\nb\nc'],
  ['a\u00a0b\u2007c\u202fd', 'a b c d'],
  ['a\u2010b\u2011c', 'a-b-c'],
  ['a\u2028b\u2029c\u0085d', 'a\nb\nc\nd'],
])('what nobody sees goes, and a line ends with one character: %j is %j', (raw, text) => {
  expect(cleanText(raw)).toBe(text)
})

test.each([
  ['{&quot;a&quot;} &amp; &lt;&gt;&nbsp;&apos;', '{"a"} & <> \''],
  ['&#34;a&#34; &lt;', '"a" <'],
  ['&#x22;a&#x22; &lt;', '"a" <'],
  ['it&#39;s &lt;', "it's <"],
  ['&quot;a&#x27;b', '"a\'b'],
  ['&lt; &amp; &#x27; &apos;', '&lt; &amp; &#x27; &apos;'],
])('a page’s quotation marks are meant, and what stands beside them: %j is %j', (raw, text) => {
  expect(cleanText(raw)).toBe(text)
})

test.each([
  ['x ?e=%7B%22a%22%3A1%7D y', 'x ?e={"a":1} y'],
  ['%7b%20%22a%22%3A+1%7D', '{ "a": 1}'],
  ['%7B++%20%22a%22', '{   "a"'],
  ['x%7B%22a%22%3A\n%221%22%7D', 'x{"a":"1"}'],
  ['%7B%22a%22%7D and %7B%22b%22%7D', '{"a"} and {"b"}'],
  ['%7B%22a%2', '%7B%22a%2'],
  ['%7Bx%7D%20+', '%7Bx%7D%20+'],
])('an object in an address is spelt out: %j is %j', (raw, text) => {
  expect(cleanText(raw)).toBe(text)
})

test.each([
  ['"{""a"":""b""}"', '{"a":"b"}'],
  [' "{""a"":""b""}"  ', '{"a":"b"}'],
  ['x,"{""a"":1}"', 'x,"{"a":1}'],
  ['{""a"":""}', '{"a":"}'],
  ['""{""a"":1}', '"{"a":1}'],
  ['say ""a"" {"" b}', 'say ""a"" {"" b}'],
  ['"a" ""', '"a" ""'],
])('a cell of a table in CSV is what it holds: %j is %j', (raw, text) => {
  expect(cleanText(raw)).toBe(text)
})

test('plain text stays, also its white space', () => {
  const text = ' a\t"b" <c> & 100 %\n\n\\n [31m '
  expect(cleanText(text)).toBe(text)
  expect(collapsed(' a \n\t b  ')).toBe('a b')
})
