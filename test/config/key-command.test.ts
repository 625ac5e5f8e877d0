import {describe, expect, it} from '@jest/globals'
import {execFileSync} from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import {AppError} from '../../src/lib/domain/errors.js'
import {runKeyCommand} from '../../src/lib/config/key-command.js'
import {makeHome} from './support/home.js'
import {printedHints} from '../support/printed-actions.js'

const KEY = 'fw_test_aaaaaaaaaaaa'

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function failure(command: string, options = {}): Promise<AppError> {
  const error: unknown = await runKeyCommand(command, undefined, options).then(
    () => null,
    reason => reason as unknown,
  )
  expect(error).toBeInstanceOf(AppError)
  return error as AppError
}

describe('a key command', () => {
  it.each([
    ['its output', `echo ${KEY}`],
    ['its first line alone', `printf '${KEY}\\nuser: me\\n'`],
    ['CRLF', `printf '${KEY}\\r\\nmore'`],
    ['no newline, white space around', `printf '\\n  ${KEY}  '`],
    ['a pipe', `echo x${KEY} | cut -c2-`],
    ['closed stdin', `cat; echo ${KEY}`],
    ['noise on stderr', `echo unlocking >&2; echo ${KEY}`],
    ['much noise on stderr', `head -c 300000 /dev/zero | tr '\\0' x >&2; echo ${KEY}`],
  ])('gives the key: %s', async (_name, command) => {
    expect(await runKeyCommand(command)).toBe(KEY)
  })

  it('gets the environment that is handed in', async () => {
    expect(await runKeyCommand('echo $WHERE', undefined, {env: {WHERE: KEY, PATH: '/usr/bin:/bin'}})).toBe(KEY)
  })

  it('that takes too long leaves nothing running that it started', async () => {
    // Times that no other program sleeps for; what has ended is not listed with its arguments.
    const running = () =>
      execFileSync('ps', ['-A', '-o', 'args='])
        .toString()
        .match(/^sleep 3\d\.171$/gm) ?? []
    await failure(`(sleep 30.171; true) & (trap '' TERM; sleep 31.171; sleep 32.171; true) & wait`, {timeoutMs: 300})
    await new Promise(resolve => setTimeout(resolve, 900))
    expect(running()).toEqual([])
  })

  it('does not wait for what it leaves in the background', async () => {
    const started = performance.now()
    expect(await runKeyCommand(`sleep 5 & echo ${KEY}`)).toBe(KEY)
    expect(performance.now() - started).toBeLessThan(3000)
  })

  it.each([
    ['a failure with its reason', 'echo "gpg: no secret key" >&2; exit 2', 'ended with code 2: gpg: no secret key'],
    ['an unknown program', 'no-such-program-here', 'ended with code 127'],
    ['nothing', 'true', 'printed nothing'],
    ['blank lines', "printf ' \\n\\n'", 'printed nothing'],
    ['a sentence', 'echo not a key', 'printed something that is not a key'],
    ['a signal', 'kill -9 $$', 'was ended by SIGKILL'],
    ['too much', 'yes', 'printed more than 64 KiB'],
  ])('is refused: %s', async (_name, command, message) => {
    const error = await failure(command)
    expect(error.code).toBe('unauthorized')
    expect(error.message).toContain(message)
    expect(printedHints(error.hints).at(-1)).toMatch(/fireq auth login --key-command/)
  })

  it('shows neither itself, nor a key on stdout or stderr, nor escape sequences', async () => {
    const secret = 'plainsecretword'
    const hidden = `printf 'fw_\\033[1mtest_aaaaaaaaaaaa'`
    const error = await failure(`echo ${secret}; { echo "bad ${secret} ${KEY}"; ${hidden}; } >&2; exit 1`)
    expect(error.message).toMatch(/^the key command ended with code 1: bad \[redacted\] \[redacted\]/)
    expect(error.message + printedHints(error.hints).join()).not.toMatch(/plainsecret|fw_|aaaa|\p{Cc}|echo|printf/u)
  })

  it('is ended when it takes too long', async () => {
    const started = performance.now()
    const error = await failure('echo waiting >&2; sleep 20; true', {timeoutMs: 300})
    expect(error.message).toBe('the key command took longer than 0.3 s: waiting')
    expect(performance.now() - started).toBeLessThan(3000)
  })

  it.each([
    ['asks it to end', 'echo asked > "$asked"; exit', true],
    ['ends it when it does not listen', '', false],
  ])('leaves no process behind: %s', async (_name, onTerm, asked) => {
    const file = path.join(makeHome().folder, 'pid')
    const loop = `trap '${onTerm}' TERM; echo $$ > "${file}"; while :; do sleep 0.05; done`
    await failure(`asked="${file}.asked"; ${loop}`, {timeoutMs: 300})
    const pid = Number(fs.readFileSync(file, 'utf8'))
    expect(pid).toBeGreaterThan(1)
    const deadline = performance.now() + 5000
    while (isAlive(pid) && performance.now() < deadline) await new Promise(resolve => setTimeout(resolve, 20))
    expect(isAlive(pid)).toBe(false)
    expect(fs.existsSync(`${file}.asked`)).toBe(asked)
  })

  it("is ended by the signal, with the signal's reason", async () => {
    const reason = new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130})
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 100)
    await expect(runKeyCommand('sleep 20', controller.signal)).rejects.toBe(reason)
    await expect(runKeyCommand('sleep 20', controller.signal)).rejects.toBe(reason)
  })
})
