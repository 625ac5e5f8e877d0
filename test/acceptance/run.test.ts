import type {ChildProcess} from 'node:child_process'
import process from 'node:process'
import {describe, expect, test} from '@jest/globals'
import {spawnFireq, TEST_KEY} from '../support/spawn-fireq.js'

/** Sends the signal once the command behind fireq says that it is ready. */
function signalWhenReady(signal: NodeJS.Signals) {
  return (child: ChildProcess) => {
    let text = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      if (text.includes('ready')) return
      text += chunk.toString()
      if (text.includes('ready')) child.kill(signal)
    })
  }
}

const waiting = (handlers: string) => [
  process.execPath,
  '-e',
  `${handlers}; console.log('ready'); setTimeout(() => {}, 30000)`,
]

describe('fireq run, as it is shipped', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const)(
    '%s reaches the command, which decides how it ends and how long that takes',
    async signal => {
      const handler = `process.on('${signal}', () => setTimeout(() => { console.log('ended'); process.exit(42) }, 300))`
      const line = ['run', '--sandbox', '--', ...waiting(handler)]
      const run = await spawnFireq(line, {during: signalWhenReady(signal)})
      expect([run.code, run.signal, run.stdout]).toEqual([42, null, 'ready\nended\n'])
    },
  )

  test('a command that the signal ends gives 128 and its number', async () => {
    const run = await spawnFireq(['run', '--sandbox', '--', ...waiting('')], {during: signalWhenReady('SIGTERM')})
    expect(run.code).toBe(143)
  })

  test('the command reads fireq’s own stdin, and every byte of its output arrives', async () => {
    const script = `process.stdin.pipe(process.stdout)`
    const stdin = 'line\n'.repeat(100_000)
    const run = await spawnFireq(['run', '-q', '--sandbox', '--', process.execPath, '-e', script], {stdin})
    expect([run.code, run.stdout.length, run.stderr]).toEqual([0, stdin.length, ''])
  })
})

describe('fireq proxy, as it is shipped', () => {
  test('says where it listens, passes requests, shows no key, and ends with the signal’s code', async () => {
    const answers: number[] = []
    const run = await spawnFireq(['proxy', '--sandbox', '--port', '0'], {
      during: child => {
        child.stdout!.once('data', (line: Buffer) => {
          const url = /^listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line.toString())![1]!
          const body = JSON.stringify({model: 'accounts/fireworks/models/kimi-k3', max_tokens: 3, messages: []})
          void fetch(`${url}/v1/chat/completions`, {
            method: 'POST',
            body,
            headers: {authorization: `Bearer ${TEST_KEY}`},
          })
            .then(answer => answers.push(answer.status))
            .finally(() => child.kill('SIGTERM'))
        })
      },
    })
    expect([run.code, answers.length]).toEqual([143, 1])
    expect(run.stderr).toContain('sandbox tier2: simulated data\n')
    expect(run.stderr).toMatch(/ kimi-k3 \(key-[0-9a-f]{8}\): 1 requests\/min/)
  })
})
