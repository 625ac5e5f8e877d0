import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {COMMANDS} from '../../src/command-table.js'
import {EXIT_CODES} from '../../src/lib/domain/exit-codes.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

const README = readFileSync('README.md', 'utf8')

/** What somebody would paste: the answer that the first screen of the README shows. */
const PASTED =
  'HTTP/2 429\nx-ratelimit-limit-tokens-generated: 36000\nx-ratelimit-remaining-tokens-generated: 0\n\n' +
  '{"error":{"message":"Request rate limit exceeded","type":"rate_limit"}}\n'

interface Example {
  readonly words: readonly string[]
  readonly line: string
  readonly piped: boolean
  readonly exitCode: number
}

/** Every line of a `sh` block that runs fireq; a comment may name another exit code than 0. */
function examples(text: string): Example[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!)
  return blocks
    .flatMap(block => block.split('\n'))
    .filter(line => /^(?:curl .* \| )?fireq /.test(line))
    .map(line => {
      const [command, comment = ''] = line.split(/\s+# /)
      const piped = command!.startsWith('curl ')
      // What comes after a pipe or a redirection is the shell's business.
      const own = command!.slice(command!.indexOf('fireq ')).split(/\s[|<>]/)[0]!
      const words = [...own.matchAll(/'([^']*)'|(\S+)/g)].slice(1).map(([, quoted, bare]) => quoted ?? bare!)
      return {line, words, piped, exitCode: Number(/exit (\d+)/.exec(comment)?.[1] ?? 0)}
    })
}

describe.each([
  ['README.md', 25],
  ['docs/cheatsheet.md', 30],
] as const)('%s', (file, least) => {
  const all = examples(readFileSync(file, 'utf8'))
  const home = mkdtempSync(path.join(os.tmpdir(), 'fireq-readme-'))
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await createSandbox({scenario: 'tier2'})
  })
  afterAll(() => sandbox.close())

  test('has examples of every kind of user', () => {
    expect(all.length).toBeGreaterThanOrEqual(least)
  })

  test.each(all)('$line', async ({words, piped, exitCode}) => {
    // Profiles are real: what changes them is refused in sandbox mode, and meets the sandbox as a gateway.
    const signsIn = words[0] === 'auth'
    const env: Record<string, string> = signsIn ? {FIREWORKS_BASE_URL: sandbox.url} : {FIREQ_SANDBOX: 'tier2'}
    const stdin = piped ? PASTED : signsIn ? sandbox.apiKey : undefined
    const options = {home, env: {HOME: home, ...env}, ...(stdin === undefined ? {} : {stdin})}
    const {stdout, stderr, code} = await runCli(words, options)
    expect({code, stderr: code === exitCode ? '' : stderr}).toEqual({code: exitCode, stderr: ''})
    expect(stdout).not.toBe('')
  })
})

describe('README', () => {
  test('installs nothing of that name from the registry', () => {
    for (const file of ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map(name => `docs/${name}`)]) {
      if (!file.endsWith('.md')) continue
      expect([
        file,
        readFileSync(file, 'utf8').match(/npm (?:install|i) .*(?:-g|--global) fireq\b|npx fireq\b/g),
      ]).toEqual([file, null])
    }
  })

  test('begins with the two things that only fireq does, as they are on a terminal', async () => {
    const [pasted, status] = [...README.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block]) => block!)
    const show = async (argv: string[], stdin?: string) =>
      (await runCli(argv, {tty: true, env: {NO_COLOR: '1'}, ...(stdin === undefined ? {} : {stdin})})).stdout
    const shown = await show(['status', '--sandbox'])
    expect(shown.split('\n')[0]).toBe(status!.split('\n')[1])
    writeFileSync(path.join(os.tmpdir(), `fireq-readme-${process.pid}`), PASTED)
    const diagnosed = await show(['diagnose', path.join(os.tmpdir(), `fireq-readme-${process.pid}`)])
    expect(diagnosed.split('\n')[0]).toBe(pasted!.split('\n')[1])
  })

  test('tells the exit codes of the registry', () => {
    const table = /<!-- exit-codes -->([\s\S]*)<!-- \/exit-codes -->/.exec(README)![1]!
    const rows = [...table.matchAll(/^\| (\d+) +\| (.*?) +\| (\S+) +\|$/gm)].map(([, code, meaning, retry]) => ({
      code,
      meaning,
      retry,
    }))
    const words = {true: 'yes', false: 'no', null: '–'} as const
    expect(rows).toEqual(
      EXIT_CODES.map(({code, meaning, retry}) => ({code: String(code), meaning, retry: words[`${retry}`]})),
    )
  })

  test('names no command that does not exist', () => {
    const named = [...README.matchAll(/`fireq ([a-z]+(?: [a-z]+)?)/g)].map(([, name]) => name!)
    const known = (name: string) =>
      name in COMMANDS || Object.keys(COMMANDS).some(id => id.split(' ')[0] === name.split(' ')[0])
    expect(named.filter(name => !known(name) && !['help', 'COMMAND'].includes(name.split(' ')[0]!))).toEqual([])
  })

  test('says the set-up in exactly two commands', () => {
    const blocks = [...README.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!.trim())
    expect(blocks.slice(0, 2)).toEqual([
      'npm ci && npm run build && node bin/run.js quota list --sandbox',
      'npm ci && npm test',
    ])
    expect(readFileSync('.ci/run', 'utf8').trimEnd().split('\n').at(-1)).toBe(blocks[1])
  })
})

/** A `console` block: the line after its prompt, and the output that the page shows, whole lines of it. */
const SHOWN = [...README.matchAll(/^```console\n\$ (.*)\n([\s\S]*?)^```$/gm)].map(([, line, output]) => ({
  line: line!,
  output: output!.split('\n').filter(each => each !== ''),
}))

describe('what README.md shows of a terminal', () => {
  test('is there', () => {
    expect(SHOWN.length).toBeGreaterThanOrEqual(2)
  })

  test.each(SHOWN)('is what `$line` prints', async ({line, output}) => {
    const piped = line.startsWith('curl ')
    const words = line.slice(line.indexOf('fireq ')).split(' ').slice(1)
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-shown-')), 'answer.txt')
    writeFileSync(file, PASTED)
    const {stdout} = await runCli(piped ? [...words, file] : words, {tty: true, env: {NO_COLOR: '1'}})
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(output))
  })
})
