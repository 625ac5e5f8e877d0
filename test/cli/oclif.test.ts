import {beforeAll, describe, expect, test} from '@jest/globals'
import {execFileSync} from 'node:child_process'
import {mkdtempSync} from 'node:fs'
import {createRequire} from 'node:module'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {PassThrough, Readable} from 'node:stream'
import {systemClock} from '../../src/lib/cli/context.js'
import type {CliIo} from '../../src/lib/cli/io.js'
import {runHello} from '../support/oclif-users-command.js'

type Run = typeof runHello

/** The same command, bundled as it would be shipped: that is where oclif's own ways out were once cut off. */
let bundled: Run
beforeAll(() => {
  const outfile = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-oclif-')), 'hello.cjs')
  const script = `import {bundle} from './scripts/bundle.js'
    await bundle({entry: 'test/support/oclif-users-command.ts', outfile: ${JSON.stringify(outfile)}, minify: true})`
  execFileSync(process.execPath, ['--input-type=module', '--eval', script])
  bundled = (createRequire(import.meta.url)(outfile) as {runHello: Run}).runHello
})

async function hello(run: Run, ...argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const io: CliIo = {
    env: {},
    stdin: Readable.from([]),
    stdout,
    stderr,
    clock: systemClock,
    home: null,
    platform: 'linux',
    signal: new AbortController().signal,
  }
  const code = await run(argv, io)
  return {code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '')}
}

describe.each([
  ['from source', () => runHello],
  ['in the bundle', () => bundled],
] as const)("a command written from oclif's documentation, %s", (_, run) => {
  test('logs, warns, has flags with defaults and several arguments, and runs its finally', async () => {
    expect(await hello(run(), 'ada', 'grace', 'edsger', '--times', '2', '--tone=cold')).toEqual({
      code: 0,
      stdout: 'hello ada and grace and edsger from oclif!\n'.repeat(2),
      stderr: 'greeted\nwarning: that was cold\ndone\n',
    })
  })

  test('with --json prints what it returned, and not what it logged', async () => {
    const {code, stdout, stderr} = await hello(run(), 'ada', '--json', '--tone', 'cold')
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({schema: 'fireq.hello/v1', data: {greeting: 'hello ada from oclif'}})
  })

  test('ends with the exit code that this.exit and this.error name', async () => {
    expect(await hello(run(), 'ada', '--exit', '10')).toMatchObject({code: 10, stderr: 'greeted\nundone\n'})
    const failed = await hello(run(), 'ada', '--fail', 'nobody')
    expect(failed).toMatchObject({code: 3, stderr: 'greeted\nundone\nerror: nobody; try another name\n'})
  })

  test.each([
    [['ada', '--loud', '--quietly'], /quietly.*loud|loud.*quietly/],
    [['ada', '--why', 'x'], /tone/],
    [['ada', '--times', '4'], /3/],
    [['ada', '--tone', 'tepid'], /warm, cold/],
    [[], /person/],
  ])('refuses %j with exit 2', async (argv, words) => {
    expect(await hello(run(), ...argv)).toMatchObject({code: 2, stdout: '', stderr: expect.stringMatching(words)})
  })
})
