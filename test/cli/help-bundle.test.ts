import {describe, expect, test} from '@jest/globals'
import {rmSync} from 'node:fs'
import path from 'node:path'
import {copiedPackage} from '../support/copied-package.js'
import {runCli} from '../support/run-cli.js'
import {spawnFireq} from '../support/spawn-fireq.js'

// What runs no command is answered by a bundle of its own; nothing but the time may differ.

describe('the bundle of help', () => {
  test.each([
    [['--help']],
    [['quota']],
    [['help', 'quota', 'set']],
    [['help', 'tiers']],
    [['quota', 'lst']],
    [['quoat', 'list', '--json']],
    [['help', 'nonsense', '-o', 'yaml']],
  ])('answers %j as the program does', async argv => {
    const {stdout, stderr, code} = await runCli(argv)
    expect(await spawnFireq(argv)).toEqual({stdout, stderr, code, signal: null})
  })

  test.each([
    ['a command that is run', ['run', '-q', '--sandbox', '--', 'sh', '-c', 'echo "$0"', '--help'], '--help\n'],
    [
      "firectl's order of words",
      ['list', 'quotas', '--sandbox', '-o', 'name', '--group', 'spend'],
      'monthly-spend-usd\n',
    ],
  ])('leaves alone %s', async (_, argv, printed) => {
    expect(await spawnFireq(argv)).toMatchObject({code: 0, stdout: printed})
  })

  test('a line finds its command also where the list of their words is gone', async () => {
    const folder = copiedPackage()
    rmSync(path.join(folder, 'dist', 'command-words.json'))
    const launcher = path.join(folder, 'bin', 'run.js')
    expect(await spawnFireq(['config', 'path'], {launcher})).toMatchObject({code: 0, stderr: ''})
    expect((await spawnFireq(['quota', 'lst'], {launcher})).stderr).toMatch(/^error: unknown command `quota lst`\n/)
    rmSync(folder, {recursive: true})
  })
})
