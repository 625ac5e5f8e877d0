import {describe, expect, test} from '@jest/globals'
import {createSandbox, FAULTS, ManualClock, type FaultKind} from '../../src/lib/sandbox/index.js'
import {ask, startTestProxy, type RawRequest, type SeenAnswer} from '../support/proxied.js'

const BODY = JSON.stringify({
  model: 'accounts/fireworks/models/kimi-k3',
  max_tokens: 20,
  messages: [{role: 'user', content: 'hi'}],
})
const POST: RawRequest = {
  method: 'POST',
  path: '/inference/v1/chat/completions',
  headers: ['Authorization', 'Bearer fw_sandbox', 'Content-Type', 'application/json'],
  chunks: [Buffer.from(BODY)],
  chunked: false,
  trailers: [],
}

/** The same fault of the same simulation each time: what differs is what stands between. */
async function answerTo(kind: FaultKind, between: 'nothing' | 'observe' | 'pace'): Promise<object> {
  const sandbox = await createSandbox({clock: new ManualClock(), seed: 5})
  sandbox.fault({route: '*', kind, seconds: 0.1, location: 'https://gateway.example/elsewhere'})
  const pace = between === 'pace' ? {target: 0.95, maxWaitMs: 10_000} : null
  const proxy = between === 'nothing' ? null : await startTestProxy(sandbox.url, {pace, advise: false})
  try {
    const answer = await ask(proxy?.url ?? sandbox.url, POST)
    expect(sandbox.requests).toHaveLength(1)
    expect(proxy?.snapshot().ownFaults ?? 0).toBe(0)
    return shown(answer)
  } finally {
    await proxy?.close(0)
    await sandbox.close()
  }
}

/** The time of the machine is in no answer of a clock that stands still, but for Node's own `date`. */
function shown({body, headers, ...answer}: SeenAnswer): object {
  const text = body.length > 10_000 ? `${body.length} bytes` : body.toString('latin1')
  return {...answer, headers: headers.filter(line => !/^date:/i.test(line)), body: text}
}

describe('every fault that an upstream can show is what the client sees, once', () => {
  test.each(Object.keys(FAULTS) as FaultKind[])('%s', async kind => {
    const direct = await answerTo(kind, 'nothing')
    expect(await answerTo(kind, 'observe')).toEqual(direct)
    expect(await answerTo(kind, 'pace')).toEqual(direct)
  })
})
