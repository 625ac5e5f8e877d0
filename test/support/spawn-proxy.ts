import type {ChildProcess} from 'node:child_process'
import {spawnFireq, type SpawnOptions, type SpawnOutcome} from './spawn-fireq.js'

export const MODEL = 'accounts/fireworks/models/kimi-k3'

/** Runs a command of the shipped bundle that says where it listens, works with that address, then ends it. */
export async function withListening(
  words: readonly string[],
  use: (url: string, child: ChildProcess) => Promise<unknown>,
  options: SpawnOptions = {},
): Promise<SpawnOutcome> {
  let used: Promise<unknown> | undefined
  const outcome = await spawnFireq(words, {
    ...options,
    during: child => {
      let text = ''
      child.stdout!.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        const url = /(http:\/\/127\.0\.0\.1:\d+)\S*\n/.exec(text)?.[1]
        if (url === undefined || used !== undefined) return
        used = use(url, child).finally(() => child.kill('SIGTERM'))
        used.catch(() => undefined)
      })
    },
  })
  await used
  return outcome
}

/** One chat completion as clients ask for it. @returns status, or the failure of the connection */
export async function complete(
  url: string,
  body: object = {},
): Promise<{status: number; headers: Headers; text: string}> {
  const answer = await fetch(`${url}/inference/v1/chat/completions`, {
    method: 'POST',
    headers: {authorization: 'Bearer fw_sandbox', 'content-type': 'application/json'},
    body: JSON.stringify({model: MODEL, max_tokens: 3, messages: [{role: 'user', content: 'hi'}], ...body}),
  })
  return {status: answer.status, headers: answer.headers, text: await answer.text()}
}
