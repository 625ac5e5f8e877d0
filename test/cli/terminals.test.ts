import {describe, expect, test} from '@jest/globals'
import {runCli} from '../support/run-cli.js'

const LINES = [
  ['quota', 'list'],
  ['status'],
  ['tier', 'list'],
  ['limits', 'probe', 'gpt-oss-120b'],
  ['account', 'list'],
]

describe('a terminal that can only print lines', () => {
  test.each(LINES)('TERM=dumb: `%s %s` has no escape and no box', async (...words) => {
    const {stdout, stderr, code} = await runCli([...words, '--sandbox'], {tty: true, env: {TERM: 'dumb'}})
    expect(code).toBe(0)
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
    expect(stdout + stderr).not.toMatch(/[\u001B\r╭│]/)
  })

  test('has colour when it is asked for', async () => {
    const {stdout} = await runCli(['quota', 'list', '--sandbox', '--color', 'always'], {tty: true, env: {TERM: 'dumb'}})
    expect(stdout).toContain('\u001B[')
  })
})

describe('a locale without UTF-8', () => {
  test.each(LINES)('gets `%s %s` in ASCII on a terminal', async (...words) => {
    const {stdout} = await runCli([...words, '--sandbox'], {tty: true, env: {LANG: 'C', NO_COLOR: '1'}})
    // oxlint-disable-next-line no-control-regex
    expect(stdout).toMatch(/^[\u0000-\u007F]+$/)
  })

  test.each([
    [{LC_ALL: 'C', LANG: 'en_US.UTF-8'}, false],
    [{LC_ALL: '', LC_CTYPE: 'C.utf8', LANG: 'C'}, true],
    [{LANG: 'de_DE.ISO-8859-1'}, false],
    [{}, true],
  ] as const)('%j: UTF-8 is %s', async (env, utf8) => {
    const {stdout} = await runCli(['quota', 'list', '--sandbox'], {tty: true, env})
    expect(stdout.includes('╭')).toBe(utf8)
  })

  test('changes nothing in a pipe', async () => {
    const line = ['limits', 'probe', 'gpt-oss-120b', '--sandbox=no-headers']
    const {stdout} = await runCli(line, {env: {LANG: 'C'}})
    expect(stdout).toMatch(/^gpt-oss-120b +– +–/m)
  })
})

describe('-v', () => {
  test('alone prints the version, with a command it is --verbose', async () => {
    expect((await runCli(['-v'])).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/)
    const {code, stdout} = await runCli(['-v', 'quota', 'list', '--sandbox'])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^NAME/)])
  })
})
