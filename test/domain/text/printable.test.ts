import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {printable, printableLines} from '../../../src/lib/domain/text/printable.js'
import {propertyRuns} from '../../support/property-runs.js'

describe('printable', () => {
  it.each([
    ['plain', 'plain text', 'plain text'],
    ['other alphabets', 'Überblick 日本語 🚀', 'Überblick 日本語 🚀'],
    ['colour', '\u001b[31mred\u001b[0m', 'red'],
    ['cursor and clear', '\u001b[2J\u001b[1;1Hgone', 'gone'],
    ['8-bit CSI', '\u009b31mred', 'red'],
    ['CSI with intermediates', '\u001b[?25l\u001b[0 qx', 'x'],
    ['window title, BEL', '\u001b]0;evil\u0007after', 'after'],
    ['window title, ST', '\u001b]0;evil\u001b\\after', 'after'],
    ['hyperlink', '\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\', 'click'],
    ['8-bit OSC', '\u009d0;evil\u009cafter', 'after'],
    ['DCS', '\u001bPq#0\u001b\\after', 'after'],
    ['APC', '\u001b_G\u001b\\after', 'after'],
    ['two-character escapes', '\u001bcreset\u001b(Bx\u001b7', 'resetx'],
    ['unterminated OSC keeps its text', '\u001b]0;text', '0;text'],
    ['unterminated CSI', 'a\u001b[', 'a'],
    ['lone ESC', 'a\u001b', 'a'],
    ['sequence inside a sequence', '\u001b[\u001b[31m31mx', '31mx'],
    ['line breaks and tabs', 'a\r\nb\tc\nd\u2028e\u2029f\u0085g', 'a b c d e f g'],
    ['carriage return cannot overwrite', 'safe\rEVIL', 'safe EVIL'],
    ['backspaces, NUL, DEL', 'a\bb\u0000c\u007fd', 'abcd'],
    ['bidi', 'a\u202eb\u2066c\u2069\u200f', 'abc'],
    ['zero width', 'a\u200bb\u200dc\ufeffd\u2060e\u00adf', 'abcdef'],
    ['tag characters', 'a\u{e0041}b', 'ab'],
    ['fillers and selectors', 'a\u3164b\ufe0fc\u115fd', 'abcd'],
    ['lone surrogates', 'a\ud800b\udc00c', 'abc'],
    ['noncharacters', 'a\uffffb', 'ab'],
    ['outer space', '  a  ', 'a'],
    ['outer space of what is not plain', ' \u001b[1m ä \n', 'ä'],
    ['nothing', '', ''],
  ])('%s', (_, text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  it('cuts at a length in code points, the … included', () => {
    expect(printable('abcdef', 6)).toBe('abcdef')
    expect(printable('abcdef', 5)).toBe('abcd…')
    expect(printable('abc def', 5)).toBe('abc…')
    expect(printable('🚀🚀🚀', 3)).toBe('🚀🚀🚀')
    expect(printable('🚀🚀🚀', 2)).toBe('🚀…')
    expect(printable('abc', 1)).toBe('…')
    expect(printable('abc', 0)).toBe('')
  })

  it('makes lines safe one by one, and keeps them lines', () => {
    expect(printableLines('one\u001b[31m\n  two\tthree \r\n\nfour')).toBe('one\ntwo three\n\nfour')
    expect(printableLines('')).toBe('')
  })

  it('lets nothing through that a terminal obeys or hides, keeps its result, and keeps the length', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          '\u001b',
          '\u001b[',
          '\u001b]',
          '\u009b',
          '\u009d',
          '\u0007',
          '\u001b\\',
          '\r',
          '\n',
          '\u202e',
          '\ud83d',
          '0',
          ';',
          'm',
        ),
        fc.integer({min: 0, max: 0xffff}).map(code => String.fromCharCode(code)),
      ),
      maxLength: 60,
    })
    fc.assert(
      fc.property(hostile, fc.option(fc.nat({max: 40})), (text, limit) => {
        const shown = limit === null ? printable(text) : printable(text, limit)
        // oxlint-disable-next-line no-control-regex -- what must not be left
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/)
        expect(shown).not.toMatch(/\p{Cs}/u)
        if (limit === null) expect(printable(shown)).toBe(shown)
        else expect(Array.from(shown).length).toBeLessThanOrEqual(limit)
      }),
      propertyRuns(),
    )
  })

  it('stays linear on a megabyte of introducers', () => {
    const started = performance.now()
    for (const piece of ['\u001b]', '\u001b[', '\u009d', '\u001b', '\u001bP;', '\u001b[0;', ' '])
      printable(piece.repeat(300_000) + 'x', 80)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
