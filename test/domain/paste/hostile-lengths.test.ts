import process from 'node:process'
import {describe, expect, test} from '@jest/globals'
import {diagnoseAnswers} from '../../../src/lib/app/diagnose-paste.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'
import {inTurn} from '../../support/property-runs.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const of = (unit: string, length: number) => unit.repeat(Math.ceil(length / unit.length))

/** Seconds of processor time on a machine that does other things too; without bounds these took 5 to 94 s. */
const SECONDS = 4

const TEXTS: readonly [string, string][] = [
  ['equal header lines', `HTTP/2 429 \n${of('x-request-id: a\n', 400_000)}`],
  ['folded header lines', `HTTP/2 429 \nx: a\n${of(' b\n', 400_000)}`],
  ['log lines', of('2026-11-21T12:00:00Z ERROR upstream status=429 body={"error":{"message":"x"}}\n', 1_000_000)],
  ['lines of no log', of('fireworks call failed with status 429\n', 1_000_000)],
  ['newlines', of('\n', 200_000)],
  ['carriage returns', of('\r', 200_000)],
  ['spaces', `status${of(' ', 400_000)}429`],
  ['spaces at line ends', of(`a${' '.repeat(5000)}\n`, 400_000)],
  ['deep JSON', `${'{"error":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
  ['deep JSON lists', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ['JSON in JSON', of('{\\"a\\":\\"', 400_000)],
  [
    'bodies in bodies that never end',
    of('failed","error":{"code":"e","message":"{\\"error\\":{\\"m\\":\\"Model not fou', 73_000),
  ],
  ['escaped braces', of('{\\\\\\"', 400_000)],
  ['an address that never ends', `?x=%7B%22${of('a\n%22', 400_000)}`],
  ['addresses of objects', of('?x=%7B%22', 400_000)],
  ['denials', of('we never get ', 400_000)],
  ['denials of codes', `never get ${of('429:', 400_000)}`],
  ['denials of nothing', of('no not a never, ever ', 400_000)],
  ['assignments', of('a = b # ', 400_000)],
  ['comments that nothing ends', of('/*\n', 400_000)],
  ['slashes', of('// ', 400_000)],
  ['lines of one width', of(`${'x'.repeat(50)}\n`, 60_000)],
  ['open braces', of('{"a', 400_000)],
  ['addresses', of('https://a.b/', 400_000)],
  ['methods', of('POST ', 400_000)],
  ['a method and no space', `POST ${of('a', 400_000)}`],
  ['exceptions', of('RateLimitError', 400_000)],
  ['words before Error', of('a', 400_000) + 'Error'],
  ['accounts', of('account ', 400_000)],
  ['quotas', of('a-count for account a, in use: ', 400_000)],
  ['gRPC codes', of('code = A desc = ', 400_000)],
  ['titles', of('<title>', 400_000)],
  ['colours', of('\u001b[', 400_000)],
  ['events', of('data: {"error":\n', 400_000)],
  ['mentions of headers', of('x-request-id\n', 400_000)],
  ['status lines', of('HTTP/2 429 \n', 400_000)],
  ['models', of('accounts/a/models/', 400_000)],
  ['keys at line ends', of('fw_abcdef\n', 400_000)],
  ['boxes', of('│ ', 400_000)],
  ['quotation', of('> ', 400_000)],
  ['brackets', of('[429]', 400_000)],
  ['statements', `429 ${of('return a(', 400_000)}`],
  ['statements that nothing closes', `429 raise ${of('a(', 400_000)}`],
  ['codes after numbers', `429 ${of('1 AAAAA_AAAAA ', 400_000)}`],
  ['failed connections', `429 ${of('connection ', 400_000)}`],
  ['numbers in brackets after a colon', `429 ${of('a: (', 400_000)}`],
  ['pairs of names and values', `{"attributes":[${of('{"key":"a","value":{"intValue":"4"}},', 400_000)}0]}`],
  ['questions', `429? ${of('what ', 400_000)}`],
  ['questions over lines', `429? ${of('\nhow a.b', 400_000)}`],
  ['tests that passed', `429 ${of('\n✓ PASS ok 1', 400_000)}`],
  ['one word', of('x', 1_000_000)],
]

describe('a text made to be slow to read', () => {
  test.each(inTurn(TEXTS, 3, 0))('%s', (_, text) => {
    const before = process.cpuUsage()
    diagnoseAnswers(readPasted(text, NOW), {model: null, since: null}, NOW)
    const {user, system} = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(SECONDS)
  })
})
