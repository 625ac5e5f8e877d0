import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {existsSync, readdirSync} from 'node:fs'
import {describeCommands} from '../../src/describe-commands.js'
import {looseFlags, readCommandLine} from '../../src/lib/cli/argv.js'
import {listFlags} from '../../src/lib/cli/flags.js'
import {commandAliases, COMMANDS, findCommand} from '../../src/command-table.js'
import {colourLevel} from '../../src/lib/cli/terminal.js'
import {propertyRuns} from '../support/property-runs.js'
import {runCli} from '../support/run-cli.js'

const words = (line: string) => line.split(' ').filter(Boolean)
const read = (line: string) => readCommandLine(words(line), [...Object.keys(COMMANDS), 'list quotas'])

describe('a command line', () => {
  test.each([
    ['quota list', 'quota list', []],
    ['list quotas --filter x', 'list quotas', ['--filter', 'x']],
    ['-a acme quota list', 'quota list', ['-a', 'acme']],
    ['--api-key k quota -p work get x', 'quota get', ['--api-key', 'k', '-p', 'work', 'x']],
    ['quota list --sandbox', 'quota list', ['--sandbox=tier2']],
    ['quota get --sandbox monthly-spend-usd', 'quota get', ['--sandbox=tier2', 'monthly-spend-usd']],
    ['--sandbox=dynamic status', 'status', ['--sandbox=dynamic']],
    ['quota get -- --sandbox', 'quota get', ['--', '--sandbox']],
    ['quota lst', 'quota', ['lst']],
    ['nonsense', '', ['nonsense']],
    ['quota get list', 'quota get', ['list']],
  ])('%s', (line, name, rest) => {
    expect(read(line)).toMatchObject({name, rest, help: false, version: false})
  })

  test('a flag of every command takes its value before the command too', async () => {
    const {flags} = (await describeCommands()).find(({id}) => id === 'quota list')!
    const before = flags.filter(
      ({helpGroup, takesValue, name}) =>
        takesValue && name !== 'sandbox' && (helpGroup === 'GLOBAL' || name in listFlags),
    )
    expect(before.length).toBeGreaterThan(10)
    for (const {name, char} of before) {
      for (const spelling of [`--${name}`, ...(char === undefined ? [] : [`-${char}`])])
        expect([spelling, read(`${spelling} status quota list`).name]).toEqual([spelling, 'quota list'])
    }
  })

  test.each([
    ['quota list --json', true],
    ['quota list -o json', true],
    ['quota list --output=json', true],
    ['quota list -o csv', false],
    ['quota get -- --json', false],
  ])('%s wants JSON: %s', (line, json) => {
    expect(looseFlags(words(line)).json === true).toBe(json)
  })

  test.each(['', '--help', 'quota --help', '-h', 'quota list -h'])('%p asks for help', line => {
    expect(read(line).help).toBe(true)
  })

  test('any words at all are read, none is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('quota', 'list', '--json', '-a', '--', '--sandbox'))),
        words => {
          const {name, rest} = readCommandLine(words, Object.keys(COMMANDS))
          const kept = words.filter(word => !['--help', '-h'].includes(word)).length
          expect(name.split(' ').filter(Boolean).length + rest.length).toBeGreaterThanOrEqual(kept - 1)
        },
      ),
      propertyRuns(),
    )
  })
})

test('the command table holds exactly the files of src/commands', () => {
  const files = readdirSync('src/commands', {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts'))
  expect(Object.keys(COMMANDS).sort()).toEqual(files.map(name => name.replace(/\.ts$/, '').replace('/', ' ')).sort())
  expect(existsSync('src/commands/quota/list.ts')).toBe(true)
})

describe('the command that a line runs', () => {
  test.each([
    ['quota list', 'quota list', []],
    ['list quotas --filter x', 'quota list', ['--filter', 'x']],
    ['-a acme get quota q', 'quota get', ['-a', 'acme', 'q']],
    ['quota update q --value 3', 'quota set', ['q', '--value', '3']],
    ['--value 3 update quota q', 'quota set', ['--value', '3', 'q']],
    ['whoami', 'auth status', []],
    ['set-api-key k', 'auth login', ['k']],
    ['quota nonsense', undefined, ['nonsense']],
    ['nonsense', undefined, ['nonsense']],
    ['quota', undefined, []],
    ['', undefined, []],
  ])('%s', async (line, id, rest) => {
    expect(await findCommand(words(line))).toMatchObject({id, rest})
  })

  test('no other spelling is a command of its own, or hidden behind one', async () => {
    const ids = Object.keys(COMMANDS)
    const aliases = Object.keys(await commandAliases())
    expect(aliases.length).toBeGreaterThan(20)
    expect(aliases.filter(alias => ids.some(id => alias === id || alias.startsWith(`${id} `)))).toEqual([])
  })
})

describe('colour', () => {
  const terminal = {isTTY: true} as never
  const pipe = {} as never
  test.each([
    [{}, terminal, {}, 1],
    [{}, pipe, {}, 0],
    [{NO_COLOR: '1'}, terminal, {}, 0],
    [{NO_COLOR: ''}, terminal, {}, 1],
    [{NO_COLOR: '1', FORCE_COLOR: '1'}, terminal, {}, 0],
    [{FORCE_COLOR: '1'}, pipe, {}, 1],
    [{FORCE_COLOR: '0'}, terminal, {}, 0],
    [{}, pipe, {color: 'always'}, 1],
    [{}, terminal, {color: 'never'}, 0],
    [{FORCE_COLOR: '1'}, terminal, {'no-color': true}, 0],
    [{}, terminal, {storedColor: 'never'}, 0],
    [{FORCE_COLOR: '1'}, terminal, {storedColor: 'never'}, 1],
    [{}, terminal, {storedColor: 'never', color: 'auto'}, 1],
  ] as const)('%j, %j, %j: level %i', (env, stream, choice, level) => {
    expect(colourLevel(env, stream, choice)).toBe(level)
  })
})

describe('what is mistyped gets a did-you-mean', () => {
  test.each([
    ['quota lst', 2, 'fireq quota list'],
    ['qota list', 2, 'fireq quota list'],
    ['stauts', 2, 'fireq status'],
    ['quota list --flter x', 2, '--filter'],
    ['quota get montly-spend-usd --sandbox', 3, 'monthly-spend-usd'],
    ['quota list --sandbox=tier', 2, 'tier2'],
  ])('%s: exit %i, %s', async (line, exitCode, meant) => {
    const text = await runCli(line.split(' '))
    expect(text).toMatchObject({code: exitCode, stdout: ''})
    expect(text.stderr).toContain(meant)
    const json = await runCli([...line.split(' '), '--json'])
    expect(json.code).toBe(exitCode)
    expect((JSON.parse(json.stdout) as {error: {hints: string[]}}).error.hints.join()).toContain(meant)
  })
})
