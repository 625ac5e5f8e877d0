import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {newHome} from '../support/profile-home.js'
import {runCli} from '../support/run-cli.js'

let home: string
let sandbox: Sandbox

beforeAll(async () => {
  home = newHome()
  sandbox = await createSandbox()
})
afterAll(() => sandbox.close())

const run = (words: readonly string[], stdin?: string) =>
  runCli(['quota', ...words, '--base-url', sandbox.url, '--api-key', sandbox.apiKey], {
    home,
    ...(stdin === undefined ? {} : {stdin}),
  })

/** A file whose one account has this rule, or these lines; they begin in line 5, column 7. */
const rules = (...lines: string[]) =>
  `fireq: quotas/v1\naccounts:\n  acme:\n    quotas:\n${lines.map(line => `      ${line}\n`).join('')}`

/** What is wrong, the text, the line and column, and what was expected there. */
const FAULTS: readonly (readonly [kind: string, text: string, place: string, expected: string])[] = [
  ['nothing at all', '', '1:1', 'expected a map'],
  ['a comment alone', '# later\n', '1:1', 'expected a map'],
  ['a sentence', 'quotas of acme\n', '1:1', 'expected a map'],
  ['a list', '- fireq: quotas/v1\n', '1:1', 'expected a map'],
  ['a bracket that stays open', 'fireq: [\n', '2:1', 'flow sequence'],
  ['a quote that stays open', 'fireq: "quotas/v1\n', '2:1', 'closing "quote'],
  ['a tab as indentation', 'fireq: quotas/v1\naccounts:\n\tacme: {}\n', '3:1', 'tabs are not allowed'],
  [
    'indentation that goes back too little',
    rules('x: {exactly: 1}').replace('    quotas', '   quotas') + '  y\n',
    '6:3',
    '',
  ],
  [
    'two documents',
    `${rules('x: {exactly: 1}')}---\nfireq: quotas/v1\n`,
    '6:1',
    'expected one document, found several',
  ],
  ['no version', 'accounts: {}\n', '1:1', 'expected `fireq: quotas/v1`'],
  ['a version of later', 'fireq: quotas/v2\naccounts: {}\n', '1:1', 'expected `fireq: quotas/v1`'],
  ['no accounts', 'fireq: quotas/v1\n', '1:1', 'expected `accounts`, a map of accounts'],
  ['accounts without anything', 'fireq: quotas/v1\naccounts:\n', '2:1', 'expected `accounts`, a map of accounts'],
  ['accounts as a list', 'fireq: quotas/v1\naccounts: [acme]\n', '2:1', 'expected `accounts`, a map of accounts'],
  ['a key that the file does not have', 'fireq: quotas/v1\nacounts: {}\naccounts: {}\n', '2:1', 'expected `accounts`'],
  ['an account that is a text', 'fireq: quotas/v1\naccounts:\n  acme: all\n', '3:3', 'expected a map'],
  [
    'an account without quotas',
    'fireq: quotas/v1\naccounts:\n  acme: {profile: work}\n',
    '3:3',
    'expected `quotas`, a map of quotas',
  ],
  [
    'an account whose name is none',
    'fireq: quotas/v1\naccounts:\n  "a b":\n    quotas: {}\n',
    '3:3',
    "expected an account's id",
  ],
  ['a misspelt key of an account', 'fireq: quotas/v1\naccounts:\n  acme:\n    quota: {}\n', '4:5', 'expected `quotas`'],
  [
    'a profile that is a number',
    'fireq: quotas/v1\naccounts:\n  acme:\n    profile: 5\n    quotas: {}\n',
    '4:5',
    "a profile's name",
  ],
  ['a quota whose name is none', rules('"h100 count": {exactly: 1}'), '5:7', 'expected a quota id'],
  ['a full name of a quota', rules('accounts/acme/quotas/x: {exactly: 1}'), '5:7', 'the id alone, `x`'],
  ['a quota that is a number', rules('x: 4'), '5:7', 'expected a rule such as `{exactly: 400}`'],
  ['a quota that is nothing', rules('x:'), '5:7', 'expected a rule such as'],
  ['no rule', rules('x: {comment: later}'), '5:7', 'expected one of `exactly`, `atLeast`, `atMost`'],
  ['two rules', rules('x: {exactly: 4, atMost: 5}'), '5:7', 'expected one of'],
  ['a misspelt rule', rules('x: {exacty: 4}'), '5:11', 'expected `exactly`'],
  ['a fraction', rules('x: {exactly: 4.5}'), '5:11', 'expected a whole number'],
  ['below zero', rules('x: {exactly: -1}'), '5:11', 'expected a whole number'],
  ['above 2^53-1', rules('x: {exactly: 9007199254740993}'), '5:11', 'expected a whole number'],
  ['infinity', rules('x: {atMost: .inf}'), '5:11', 'expected a whole number'],
  ['a number as a text', rules('x: {exactly: "400"}'), '5:11', 'expected a whole number'],
  ['dollars', rules('monthly-spend-usd: {exactly: $400}'), '5:27', 'expected a whole number'],
  ['a comment that is a number', rules('x: {exactly: 4, comment: 5}'), '5:23', 'expected text'],
  ['a consent that is a word', rules('x: {exactly: 4, confirm: please}'), '5:23', 'expected true or false'],
  ['a quota twice', rules('x: {exactly: 1}', 'x: {exactly: 2}'), '6:7', 'unique'],
  [
    'an account twice, spelt in two ways',
    `${rules('x: {exactly: 1}')}  accounts/acme:\n    quotas: {}\n`,
    '6:3',
    '`acme` is named twice',
  ],
  ['an account twice', `${rules('x: {exactly: 1}')}  acme:\n    quotas: {}\n`, '6:3', 'unique'],
  ['an alias without its anchor', rules('x: *a'), '5:10', 'an alias without its anchor'],
  [
    'aliases of aliases',
    `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]\n`,
    '1:1',
    'alias',
  ],
  ['several faults', rules('x: {exactly: 1.5}', 'y: {exactly: 2.5}'), '5:11', '(and 1 more)'],
]

describe('a file of quotas with', () => {
  test('enough kinds of faults', () => expect(FAULTS.length).toBeGreaterThanOrEqual(25))

  test.each(FAULTS)('%s is exit 2 with the place, and nothing is sent', async (kind, text, place, expected) => {
    const file = path.join(home, 'quotas.yaml')
    writeFileSync(file, text)
    const diff = await run(['diff', '-f', file])
    expect([kind, diff.code, diff.stderr]).toEqual([kind, 2, expect.stringContaining(`error: ${file}:${place}: `)])
    expect(diff.stderr).toContain(expected)
    expect(diff.stderr).toMatch(/\n {2}.*\n {2} *\^\nhint: nothing was sent/)
    const {code, stderr} = await run(['apply', '-f', '-', '--yes'], text)
    expect([code, stderr]).toEqual([2, expect.stringContaining(`error: standard input:${place}: `)])
    expect(sandbox.requests).toEqual([])
  })

  test('no content to read is exit 2', async () => {
    const folder = path.join(home, 'folder')
    mkdirSync(folder)
    const large = path.join(home, 'large.yaml')
    writeFileSync(large, `${rules('x: {exactly: 1}')}${'# more\n'.repeat(160_000)}`)
    for (const words of [['-f', '/nowhere.yaml'], ['-f', folder], ['-f', large], []]) {
      expect([words, (await run(['diff', ...words])).code]).toEqual([words, 2])
      expect([words, (await run(['apply', ...words, '--yes'])).code]).toEqual([words, 2])
    }
    expect(sandbox.requests).toEqual([])
  })
})
