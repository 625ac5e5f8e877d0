import {spawn} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {describe, expect, test} from '@jest/globals'
import {NO_TERMINAL, runOnTerminal} from '../support/run-on-terminal.js'
import {emptyHome, spawnFireq} from '../support/spawn-fireq.js'
import {until} from '../support/until.js'

/** A Node program that waits and does something about SIGINT. */
const program = (onSignal: string) => [
  process.execPath,
  '-e',
  `let got = 0; process.on('SIGINT', () => { got++; ${onSignal} }); console.log('ready'); setTimeout(() => {}, 30000)`,
]
const run = (...words: string[]) => ['run', '-q', '--sandbox', '--', ...words]

const onLinux = existsSync('/proc/self/stat') ? test : test.skip

describe('fireq run and signals', () => {
  test('a command that ignores the first Ctrl-C gets the second too, and ends as it likes', async () => {
    const outcome = await spawnFireq(run(...program(`console.log('got', got); if (got === 2) process.exit(9)`)), {
      during: child => {
        let text = ''
        child.stdout!.on('data', (chunk: Buffer) => {
          const before = text
          text += chunk.toString()
          for (const sign of ['ready', 'got 1']) if (!before.includes(sign) && text.includes(sign)) child.kill('SIGINT')
        })
      },
    })
    expect([outcome.code, outcome.stdout]).toEqual([9, 'ready\ngot 1\ngot 2\n'])
  })

  test.each([
    ['KILL', 137],
    ['INT', 130],
    ['SEGV', 139],
  ])('a command that ends by SIG%s gives 128 and its number', async (signal, code) => {
    expect((await spawnFireq(run('sh', '-c', `kill -${signal} $$`))).code).toBe(code)
  })

  onLinux('Ctrl-Z stops both, `fg` lets both go on, and the code is still the command’s own', async () => {
    const home = emptyHome()
    const files = ['fireq', 'command'].map(name => path.join(home, name))
    // What it waits for is started before it tells its number: a shell that is about to start something cannot be stopped.
    const command = `sleep 2 & echo $$ > ${files[1]}; wait; exit 5`
    // The shell makes a job of it, which is what Ctrl-Z is for: the kernel stops no process that nobody could let go on.
    const script = `set -m; "$@" & echo $! > ${files[0]}; wait -f $!`
    const line = ['-c', script, 'bash', process.execPath, 'bin/run.js', ...run('sh', '-c', command)]
    const shell = spawn('bash', line, {env: {PATH: process.env['PATH'] ?? '', HOME: home}, stdio: 'ignore'})
    const ended = new Promise<number | null>(resolve => shell.on('exit', resolve))
    const pids = () => files.map(file => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0))
    await until(() => pids().every(pid => pid > 0), 'both tell their numbers')
    const [job] = pids()
    process.kill(-job!, 'SIGTSTP')
    await until(() => pids().every(pid => stateOf(pid) === 'T'), 'both are stopped')
    expect(pids().map(stateOf)).toEqual(['T', 'T'])
    process.kill(-job!, 'SIGCONT')
    expect(await ended).toBe(5)
  })
})

/** `T` of a stopped process, as the kernel tells it. */
function stateOf(pid: number): string {
  return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))![1]!
}

const onTerminal = NO_TERMINAL === null ? describe : describe.skip

onTerminal('fireq run on a terminal', () => {
  test('the terminal is the command’s: it reads what is typed, and gets Ctrl-C once', async () => {
    const script = `
      console.log(['terminal', process.stdin.isTTY, process.stdout.isTTY, process.stdout.columns].join(' '))
      let got = 0
      process.on('SIGINT', () => { got++; setTimeout(() => { console.log('interrupts ' + got); process.exit(7) }, 400) })
      process.stdin.on('data', text => console.log('typed', text.toString().trim()))`
    const {code, screen, restored} = await runOnTerminal(run(process.execPath, '-e', script), [
      {when: 'terminal true true 80', type: 'hello\r'},
      {when: 'typed hello', type: '\u0003'},
    ])
    expect(screen).toContain('interrupts 1')
    expect([code, restored]).toEqual([7, true])
  })
})
