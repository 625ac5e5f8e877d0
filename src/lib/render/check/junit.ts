import type {Selector} from '../../domain/action.js'
import type {AppError} from '../../domain/errors.js'
import {printable, printableLines} from '../../domain/text/printable.js'
import {hintText} from '../formats/command-line.js'
import type {CheckItem, CheckReport} from '../../domain/check/verdict.js'
import type {CheckKind} from './view.js'

export interface JunitContext {
  readonly kind: CheckKind
  readonly accountId: string | null
  /** Milliseconds since the epoch. */
  readonly generatedAt: number
}

/** JUnit XML: a suite for the account, a test case per check. A warning is a failure too, as its exit code is. */
export function checkJunit({items}: CheckReport, context: JunitContext): string {
  return document(
    items.map(item => testCase(`${item.name} ${item.rule}`.trimEnd(), context, resultOf(item))),
    {
      failures: items.filter(({severity}) => severity === 'critical' || severity === 'warning').length,
      errors: items.filter(({severity, binding}) => severity === 'unknown' && binding).length,
      skipped: items.filter(({severity, binding}) => severity === 'unknown' && !binding).length,
    },
    context,
  )
}

/** When nothing could be read: one test case in error, so that no report passes for a green one. */
export function junitFailure(error: AppError, selector: Selector, context: JunitContext): string {
  const text = [error.message, ...error.hints.map(hint => hintText(hint, selector))].join('\n')
  const result = element('error', {type: error.code, message: error.message}, escapeText(printableLines(text)))
  return document([testCase(context.kind.command, context, result)], {failures: 0, errors: 1, skipped: 0}, context)
}

function resultOf({severity, message, rule, binding}: CheckItem): string {
  const text = escapeText(printable(rule === '' ? message : `${message} (${rule})`))
  switch (severity) {
    case 'ok':
      return ''
    case 'warning':
    case 'critical':
      return element('failure', {type: severity, message}, text)
    case 'unknown':
      return binding ? element('error', {type: severity, message}, text) : element('skipped', {message}, '')
  }
}

function document(
  cases: readonly string[],
  counts: {failures: number; errors: number; skipped: number},
  {kind, accountId, generatedAt}: JunitContext,
): string {
  const totals = {tests: cases.length, failures: counts.failures, errors: counts.errors}
  const suite = {
    name: accountId === null ? `fireq ${kind.command}` : `accounts/${accountId}`,
    ...totals,
    skipped: counts.skipped,
    // The format's times carry no zone.
    timestamp: new Date(generatedAt).toISOString().slice(0, 19),
    time: '0',
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({name: `fireq ${kind.command}`, ...totals, time: '0'})}>`,
    `  <testsuite${attributes(suite)}>`,
    ...cases.map(one => `    ${one}`),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function testCase(name: string, {kind, accountId}: JunitContext, content: string): string {
  const classname = accountId === null ? `fireq.${kind.noun}` : `fireq.${kind.noun}.${accountId}`
  return element('testcase', {classname, name, time: '0'}, content)
}

function element(name: string, values: Readonly<Record<string, string>>, content: string): string {
  return content === '' ? `<${name}${attributes(values)}/>` : `<${name}${attributes(values)}>${content}</${name}>`
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeAttribute(printableLines(String(value)))}"`)
    .join('')
}

/** Everything that is no character in XML 1.0, escaped or not: controls, lone surrogates, U+FFFE and U+FFFF. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text content. `>` too, so that no `]]>` is left; CR because a parser would turn it into a line feed. */
export function escapeText(text: string): string {
  return text
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>]/g, char => ENTITIES[char]!)
    .replaceAll('\r', '&#13;')
}

/** Attribute value. Tabs and line ends as references: a parser would turn them into spaces. */
export function escapeAttribute(text: string): string {
  return text
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"']/g, char => ENTITIES[char]!)
    .replace(/[\t\n\r]/g, char => `&#${char.charCodeAt(0)};`)
}
