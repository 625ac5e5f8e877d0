import {describe, expect, test} from '@jest/globals'
import {
  ACCOUNT_RULE,
  checkReport,
  delimitedItems,
  documentItems,
  exitCodeOfSeverity,
  findingsOf,
  unreadAccountItem,
  worstSeverity,
  type CheckItem,
  type CheckSeverity,
} from '../../../src/lib/domain/check/verdict.js'

const item = (severity: CheckSeverity, binding = true, name: string = severity): CheckItem => ({
  name,
  rule: 'max-used 80%',
  severity,
  message: `${name}: told`,
  binding,
  document: {quota: name, severity},
})
const ALL = [item('ok'), item('warning'), item('unknown', false, 'unasked'), item('unknown'), item('critical')]

describe('the verdict of a gate', () => {
  test.each([
    [[], 'ok', 0],
    [['ok'], 'ok', 0],
    [['warning', 'ok'], 'warning', 10],
    [['warning', 'unknown'], 'unknown', 1],
    [['unknown', 'critical', 'warning'], 'critical', 11],
  ] as const)('of %j is %s, exit code %d', (severities, severity, exitCode) => {
    const items = severities.map(each => item(each))
    expect(worstSeverity(items)).toBe(severity)
    expect(exitCodeOfSeverity(severity)).toBe(exitCode)
    expect(checkReport(items, null)).toEqual({severity, items, values: [], warnings: [], exitCode})
  })

  test('is not changed by an unknown that nobody asked about', () => {
    expect(worstSeverity([item('unknown', false), item('warning')])).toBe('warning')
    expect(worstSeverity([item('unknown', false)])).toBe('ok')
  })

  test('passes on values and warnings', () => {
    const rest = {values: [], warnings: [{code: 'x', message: 'y'}]}
    expect(checkReport([], null, rest)).toMatchObject(rest)
    const values = [{label: 'l', value: 1, warnFrom: null, critFrom: null, max: 2}]
    expect(checkReport([], null, {values}).values).toBe(values)
  })
})

describe('the findings', () => {
  test('are what is not fine, the gravest first, without an unknown that nobody asked about', () => {
    expect(findingsOf(ALL).map(({name}) => name)).toEqual(['critical', 'unknown', 'warning'])
  })
})

describe('a suspended account', () => {
  const account = {id: 'acme', suspendState: 'CREDIT_DEPLETED'}

  test('comes before every rule, with exit code 5', () => {
    const report = checkReport([item('ok')], account)
    expect([report.severity, report.exitCode]).toEqual(['critical', 5])
    expect(report.items[0]).toEqual({
      name: 'acme',
      rule: 'account usable',
      severity: 'critical',
      message: 'acme: the account is suspended: credits are used up',
      binding: true,
      document: {},
    })
  })

  test('is none where its state is that it is not, or not told', () => {
    for (const suspendState of ['UNSUSPENDED', null]) {
      expect(checkReport([item('ok')], {...account, suspendState})).toMatchObject({exitCode: 0, items: [{name: 'ok'}]})
    }
  })

  test('stands in a table for machines, and not among the checks of a document', () => {
    const report = checkReport([item('warning')], account)
    expect(documentItems(report)).toEqual([item('warning')])
    expect(delimitedItems(report)).toEqual([
      {rule: ACCOUNT_RULE, severity: 'critical', message: 'acme: the account is suspended: credits are used up'},
      {quota: 'warning', severity: 'warning'},
    ])
  })
})

test('an account that could not be read is an unknown that binds', () => {
  expect(unreadAccountItem('acme', 'network')).toEqual({
    name: 'acme',
    rule: ACCOUNT_RULE,
    severity: 'unknown',
    message: 'acme: the account could not be read (network), so it may be suspended',
    binding: true,
    document: {},
  })
})
