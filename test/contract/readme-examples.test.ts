import {describe, expect, test} from '@jest/globals'
import {readFileSync} from 'node:fs'
import {COMMANDS} from '../../src/command-table.js'
import {EXIT_CODES} from '../../src/lib/domain/exit-codes.js'
import {runCli} from '../support/run-cli.js'

const README = readFileSync('README.md', 'utf8')

interface Example {
  readonly words: readonly string[]
  readonly line: string
  readonly exitCode: number
}

/** The lines between the `examples` markers that begin with `fireq`; a comment may say another exit code than 0. */
function examples(): Example[] {
  const marked = /<!-- examples -->([\s\S]*)<!-- \/examples -->/.exec(README)![1]!
  return marked
    .split('\n')
    .filter(line => line.startsWith('fireq '))
    .map(line => {
      const [command, comment = ''] = line.split(/\s+# /)
      // What comes after a pipe or a redirection is the shell's business.
      const own = command!.split(/\s[|>]/)[0]!
      const words = [...own.matchAll(/'([^']*)'|(\S+)/g)].slice(1).map(([, quoted, bare]) => quoted ?? bare!)
      return {line, words, exitCode: Number(/exit (\d+)/.exec(comment)?.[1] ?? 0)}
    })
}

describe('README', () => {
  const all = examples()

  test('has examples of every kind of user', () => {
    expect(all.length).toBeGreaterThan(12)
  })

  test.each(all)('$line', async ({words, exitCode}) => {
    const {stdout, stderr, code} = await runCli(words, {env: {FIREQ_SANDBOX: 'tier2'}})
    expect({code, stderr: code === exitCode ? '' : stderr}).toEqual({code: exitCode, stderr: ''})
    expect(stdout).not.toBe('')
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
