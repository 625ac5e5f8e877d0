import {NO_SELECTOR} from '../../src/lib/domain/action.js'
import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {XMLParser, XMLValidator} from 'fast-xml-parser'
import {AppError} from '../../src/lib/domain/errors.js'
import type {CheckItem, CheckReport} from '../../src/lib/domain/check/verdict.js'
import {
  checkGithub,
  escapeData,
  escapeProperty,
  githubFailure,
  githubSummary,
} from '../../src/lib/render/check/github.js'
import {checkJunit, junitFailure} from '../../src/lib/render/check/junit.js'
import {checkNagios, nagiosFailure} from '../../src/lib/render/check/nagios.js'
import type {CheckKind} from '../../src/lib/render/check/view.js'
import {propertyRuns} from '../support/property-runs.js'

const HOSTILE = '<a href="x">&amp;]]>|\n::error::no%0A\u001b[31m\u0000\u000b\ufffe\ud800 it\'s `a`=b, c:d | e\r\n'
const KIND: CheckKind = {command: 'quota check', noun: 'quota', heading: 'Quotas', schema: 'fireq.quota.check/v1'}
const SEVERITIES = ['ok', 'warning', 'critical', 'unknown'] as const

const anyText = fc.oneof(
  fc.string({unit: 'binary', maxLength: 40}),
  fc.string({unit: fc.integer({min: 0, max: 0xffff}).map(code => String.fromCharCode(code)), maxLength: 40}),
  fc.constantFrom(HOSTILE, 'monthly-spend-usd', '', '::', '|', "'", '%'),
)
const anyNumber = fc.oneof(fc.double({noNaN: true, noDefaultInfinity: true}), fc.integer(), fc.constant(null))
const anyItem: fc.Arbitrary<CheckItem> = fc.record({
  name: anyText,
  rule: anyText,
  document: fc.constant({}),
  place: fc.option(fc.record({file: anyText, line: fc.nat()})),
  severity: fc.constantFrom(...SEVERITIES),
  message: anyText,
  binding: fc.boolean(),
})
const anyReport: fc.Arbitrary<CheckReport> = fc.record({
  severity: fc.constantFrom(...SEVERITIES),
  items: fc.array(anyItem, {maxLength: 5}),
  warnings: fc.constant([]),
  exitCode: fc.constant(0),
  values: fc.array(
    fc.record({label: anyText, value: anyNumber, warnFrom: anyNumber, critFrom: anyNumber, max: anyNumber}),
    {maxLength: 5},
  ),
})
const anyFailure = fc
  .tuple(anyText, anyText)
  .map(([message, hint]) => new AppError('network', message, {hints: [hint]}))

describe('Nagios', () => {
  // Written from the Monitoring Plugins development guidelines: plugin output, performance data, the range format.
  const number = String.raw`-?\d+(?:\.\d+)?`
  const item = `'[^'=]*'=${number}(?:;(?:${number})?){0,4}`
  const FIRST_LINE = new RegExp(`^[A-Z]+ (?:OK|WARNING|CRITICAL|UNKNOWN): [^|\\n]*(?: \\| ${item}(?: ${item})*)?$`)

  function expectGrammar({text, exitCode}: {text: string; exitCode: number}): void {
    expect(text.endsWith('\n')).toBe(true)
    const [first, ...more] = text.slice(0, -1).split('\n')
    expect(first).toMatch(FIRST_LINE)
    expect(['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'][exitCode]).toBe(first!.split(/[ :]/)[1])
    for (const line of more) expect(line).not.toContain('|')
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  }

  test('any verdict is one status line by the grammar, and long text without a pipe', () => {
    fc.assert(
      fc.property(anyReport, report => expectGrammar(checkNagios(report, KIND))),
      propertyRuns(),
    )
  })

  test('any failure is one UNKNOWN line, exit 3', () => {
    fc.assert(
      fc.property(anyFailure, failure => {
        const output = nagiosFailure(failure, KIND)
        expectGrammar(output)
        expect({...output, lines: output.text.split('\n').length}).toMatchObject({exitCode: 3, lines: 2})
      }),
      propertyRuns(),
    )
  })

  test('performance data: usage, warning, critical, 0 and the limit; no limit is left empty', () => {
    const values = [
      {label: 'monthly-spend-usd', value: 376.48, warnFrom: 320, critFrom: 380, max: 400},
      {label: "it's=x", value: 1e-7, warnFrom: null, critFrom: null, max: null},
      {label: 'not-known', value: null, warnFrom: 1, critFrom: 2, max: 3},
    ]
    expect(checkNagios({severity: 'ok', items: [], values, warnings: [], exitCode: 0}, KIND).text).toBe(
      "QUOTA OK: nothing to check | 'monthly-spend-usd'=376.48;320;380;0;400 'it_s_x'=0;;;0;\n",
    )
  })
})

describe('JUnit', () => {
  const parser = new XMLParser({ignoreAttributes: false, trimValues: false, isArray: name => name === 'testcase'})
  const context = {kind: KIND, accountId: 'acme', generatedAt: 0}

  interface Suite {
    readonly testsuites: {
      readonly '@_tests': string
      readonly testsuite: Record<'@_tests' | '@_failures' | '@_errors' | '@_skipped', string> & {
        readonly testcase?: readonly Record<string, unknown>[]
      }
    }
  }

  /** Only characters of XML 1.0 (production 2), and no reference to any other. */
  function expectXml(xml: string): Suite {
    expect(XMLValidator.validate(xml)).toBe(true)
    expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
    for (const [, code] of xml.matchAll(/&#(\d+);/g)) expect([9, 10, 13]).toContain(Number(code))
    return parser.parse(xml) as Suite
  }

  test('any verdict is XML that a parser takes, its counts those of its test cases', () => {
    fc.assert(
      fc.property(anyReport, report => {
        const {testsuite} = expectXml(checkJunit(report, context)).testsuites
        const cases = testsuite.testcase ?? []
        const having = (name: string) => String(cases.filter(one => name in one).length)
        expect(testsuite).toMatchObject({
          '@_tests': String(report.items.length),
          '@_failures': having('failure'),
          '@_errors': having('error'),
          '@_skipped': having('skipped'),
        })
      }),
      propertyRuns(),
    )
  })

  test('any failure is a test case in error', () => {
    fc.assert(
      fc.property(anyFailure, failure => {
        const {testsuite} = expectXml(junitFailure(failure, NO_SELECTOR, {...context, accountId: null})).testsuites
        expect(testsuite).toMatchObject({'@_tests': '1', '@_errors': '1'})
      }),
      propertyRuns(),
    )
  })

  test('text comes back from a parser as it went in, but for what XML cannot say', () => {
    const message = 'a<b> & "c" \'d\' ]]>'
    const check = {
      name: 'x',
      rule: 'r',
      severity: 'critical',
      message,
      binding: true,
      document: {},
    } as const
    const report = {severity: 'critical', items: [check], values: [], warnings: [], exitCode: 11} as const
    const xml = checkJunit(report, context)
    const [one] = expectXml(xml).testsuites.testsuite.testcase!
    expect(one!['failure']).toMatchObject({'@_message': message, '#text': `${message} (r)`})
  })
})

describe('GitHub', () => {
  // GitHub's own table (actions/toolkit, packages/core/src/command.ts; the runner undoes it in ActionCommand.cs).
  const TABLE = {'%25': '%', '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ','} as const
  const undo = (text: string, codes: readonly string[]) =>
    codes.reduceRight((left, code) => left.replaceAll(code, TABLE[code as keyof typeof TABLE]), text)
  const DATA = ['%25', '%0D', '%0A']

  test('escaped by the table: nothing is left that would end the line or the property, and the runner undoes it', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(escapeData(text)).not.toMatch(/[\r\n]/)
        expect(undo(escapeData(text), DATA)).toBe(text)
        expect(escapeProperty(text)).not.toMatch(/[\r\n:,]/)
        expect(undo(escapeProperty(text), [...DATA, '%3A', '%2C'])).toBe(text)
      }),
      propertyRuns(),
    )
    expect(escapeData('100%\r\na:b,c')).toBe('100%25%0D%0Aa:b,c')
    expect(escapeProperty('100%\r\na:b,c')).toBe('100%25%0D%0Aa%3Ab%2Cc')
  })

  const COMMAND = /^::(?:error|warning) (?:file=[^:,\r\n]*,line=\d+,)?title=[^:,\r\n]*::[^\r\n]*$/

  test('any verdict is one plain line and a command per finding; a failure is one command', () => {
    fc.assert(
      fc.property(anyReport, anyFailure, (report, failure) => {
        const [first, ...lines] = checkGithub(report, KIND).split('\n')
        expect(first).toMatch(/^fireq quota check: \w+ \([\w ,]+\)$/)
        expect(lines.pop()).toBe('')
        for (const line of lines) expect(line).toMatch(COMMAND)
        expect(githubFailure(failure, KIND, NO_SELECTOR).replace(/\n$/, '')).toMatch(COMMAND)
      }),
      propertyRuns(),
    )
  })

  test('the summary is a table of four columns, whatever is in it', () => {
    fc.assert(
      fc.property(anyReport, report => {
        const lines = githubSummary(report, KIND, 'acme').split('\n')
        const rows = lines.filter(line => line.startsWith('|'))
        expect(rows).toHaveLength(report.items.length + 2)
        // Cell borders are the pipes that no odd number of backslashes precedes.
        for (const row of rows) expect(row.replace(/\\\\/g, '').replace(/\\\|/g, '').split('|')).toHaveLength(6)
      }),
      propertyRuns(),
    )
  })
})
