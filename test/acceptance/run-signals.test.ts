import {spawnSync} from 'node:child_process'
import process from 'node:process'
import {describe, expect, test} from '@jest/globals'
import {NO_TERMINAL, runOnTerminal} from '../support/run-on-terminal.js'
import {emptyHome, spawnFireq} from '../support/spawn-fireq.js'

/** A Node program that waits and does something about SIGINT. */
const program = (onSignal: string) => [
  process.execPath,
  '-e',
  `let got = 0; process.on('SIGINT', () => { got++; ${onSignal} }); console.log('ready'); setTimeout(() => {}, 30000)`,
]
const run = (...words: string[]) => ['run', '-q', '--sandbox', '--', ...words]

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

  test('Ctrl-Z stops both, `fg` lets both go on, and the code is still the command’s own', () => {
    const script = `set -m
node bin/run.js run -q --sandbox -- sh -c 'echo $$ > "$HOME/pid"; sleep 2; exit 5' & job=$!
for _ in $(seq 100); do [ -s "$HOME/pid" ] && break; sleep 0.05; done
states() { for pid in $job $(cat "$HOME/pid"); do cut -d' ' -f3 /proc/$pid/stat; done; }
kill -TSTP -$job
for _ in $(seq 100); do [ "$(states | tr -d '\\n')" = TT ] && break; sleep 0.05; done
states
kill -CONT -$job
wait $job; echo $?`
    const env = {PATH: process.env['PATH'] ?? '', HOME: emptyHome()}
    const {stdout} = spawnSync('bash', ['-c', script], {env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']})
    expect(stdout).toBe('T\nT\n5\n')
  })
})

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
