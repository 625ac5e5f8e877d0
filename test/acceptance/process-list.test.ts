import {afterAll, beforeAll, expect, test} from '@jest/globals'
import {spawn} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {startFaultServer, type FaultServer} from '../support/fault-server.js'
import {emptyHome} from '../support/spawn-fireq.js'

// What `ps` shows of a run to the other users of a machine, as the kernel tells it.

let server: FaultServer
beforeAll(async () => {
  server = await startFaultServer([{fault: 'hang'}])
})
afterAll(() => server.close())

const KEY = 'fw_3ZtestKEYmustNeverBePrinted42'
const PLAIN = 'akeyofnoknownkind'

let runs = 0

/** The words of the process while it waits for its first answer. */
async function shownOf(argv: readonly string[]): Promise<string> {
  // Its own address: a question of the process before it may still be on its way.
  const own = `/run-${++runs}`
  const asked = () => server.seen.some(({url}) => url.startsWith(own))
  const child = spawn(process.execPath, ['bin/run.js', ...argv, '--base-url', `${server.url}${own}`], {
    env: {PATH: process.env['PATH'] ?? '', HOME: emptyHome(), FIREWORKS_ACCOUNT_ID: 'acme'},
    stdio: 'ignore',
  })
  try {
    for (let tries = 0; !asked() && tries < 400; tries++) await sleep(50)
    expect(asked()).toBe(true)
    return readFileSync(`/proc/${child.pid}/cmdline`, 'latin1')
  } finally {
    child.kill('SIGKILL')
  }
}

const onLinux = existsSync('/proc/self/cmdline') ? test : test.skip

onLinux.each([
  ['a flag', ['quota', 'list', '--api-key', KEY]],
  ['a flag with its value', ['quota', 'list', `--api-key=${KEY}`]],
  ['a flag before the command, of a key that looks like a word', ['--api-key', PLAIN, 'quota', 'list']],
  ['firectl’s own line', ['set-api-key', KEY]],
  ['a header', ['limits', 'probe', 'kimi-k3', '--api-key', PLAIN, '--header', `x-key=${KEY}`]],
])('a key in %s is gone from the list of processes before the first request is sent', async (_, argv) => {
  const shown = await shownOf(argv)
  expect(shown).not.toContain(KEY)
  expect(shown).not.toContain(PLAIN)
  expect(shown).toContain('arguments hidden')
})
