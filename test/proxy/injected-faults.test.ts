import {afterEach, describe, expect, test} from '@jest/globals'
import {RequestScanner} from '../../src/lib/domain/traffic/request-scanner.js'
import {AccountKeys} from '../../src/lib/proxy/account-key.js'
import {Advisor} from '../../src/lib/proxy/advisor.js'
import {AnswerTee} from '../../src/lib/proxy/answer-tee.js'
import {NeedEstimate} from '../../src/lib/proxy/need-estimate.js'
import {PaceGate} from '../../src/lib/proxy/pace-gate.js'
import {PacedLimit} from '../../src/lib/proxy/paced-limit.js'
import {PacedModel} from '../../src/lib/proxy/paced-model.js'
import {Pacer} from '../../src/lib/proxy/pacer.js'
import {Recorder} from '../../src/lib/proxy/recorder.js'
import {Traffic, TrafficTable} from '../../src/lib/proxy/traffic.js'
import {ask, startTestProxy, startUpstream, type RawRequest} from '../support/proxied.js'
import {until} from '../support/until.js'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one()
})

type Class = {readonly prototype: object; readonly name: string}

/** From here on the step fails, wherever it is taken. @returns how often it was */
function breakStep({prototype}: Class, step: string): () => number {
  const sound = Object.getOwnPropertyDescriptor(prototype, step)!
  let taken = 0
  const broken = () => {
    taken++
    throw new Error(`no ${step}`)
  }
  Object.defineProperty(prototype, step, sound.get === undefined ? {...sound, value: broken} : {...sound, get: broken})
  undo.push(() => Object.defineProperty(prototype, step, sound))
  return () => taken
}

const STEPS: readonly [Class, string, after429?: 'refused'][] = [
  [AccountKeys, 'labelOf'],
  [RequestScanner, 'push'],
  [RequestScanner, 'facts'],
  [TrafficTable, 'of'],
  [Traffic, 'asked'],
  [Traffic, 'answered'],
  [Traffic, 'used'],
  [Traffic, 'came'],
  [AnswerTee, 'push'],
  [AnswerTee, 'end'],
  [AnswerTee, 'head'],
  [AnswerTee, 'usage'],
  [Advisor, 'advise', 'refused'],
  [NeedEstimate, 'of'],
  [NeedEstimate, 'learn'],
  [PaceGate, 'turn'],
  [PaceGate, 'answered'],
  [PaceGate, 'settled'],
  [Pacer, 'submit'],
  [Pacer, 'release'],
  [Pacer, 'answered'],
  [Pacer, 'settled'],
  [PacedModel, 'learn'],
  [PacedLimit, 'waitFor'],
  [PacedLimit, 'take'],
  [PacedLimit, 'settle'],
  [Recorder, 'readings'],
]

const POST: RawRequest = {
  method: 'POST',
  path: '/inference/v1/chat/completions',
  headers: ['Authorization', 'Bearer fw_test', 'Content-Type', 'application/json'],
  chunks: [Buffer.from(JSON.stringify({model: 'kimi-k3', max_tokens: 10, messages: [{role: 'user', content: 'hi'}]}))],
  chunked: true,
  trailers: [],
}

describe('a step of the proxy’s own that fails passes the request all the same, once, and says so', () => {
  test.each(STEPS.map(([owner, step, kind]) => [`${owner.name}.${step}`, owner, step, kind] as const))(
    '%s',
    async (_name, owner, step, kind) => {
      const status = kind === 'refused' ? 429 : 200
      const upstream = await startUpstream((_request, response) => {
        response.sendDate = false
        response.writeHead(status, {'x-ratelimit-limit-tokens-generated': '36000'})
        response.end('{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}')
      })
      undo.push(() => upstream.close())
      const direct = await ask(upstream.url, POST)
      const told: string[] = []
      const proxy = await startTestProxy(upstream.url, {
        advise: true,
        pace: {target: 0.95, maxWaitMs: 5000},
        record: () => undefined,
        onOwnFault: message => told.push(message),
      })
      undo.push(() => proxy.close(0))
      const taken = breakStep(owner, step)
      // The second comes after whatever the first has broken.
      for (let count = 0; count < 2; count++) expect(await ask(proxy.url, POST)).toEqual(direct)
      await until(() => told.length > 0, 'it is said')
      expect(taken()).toBeGreaterThan(0)
      expect(new Set(told)).toEqual(new Set([`no ${step}`]))
      expect(upstream.begun).toBe(3)
      await until(() => proxy.open === 0, 'nothing is open')
    },
  )
})
