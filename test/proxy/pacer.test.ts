import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {readRateLimitHeaders} from '../../src/lib/domain/limits/headers.js'
import {Pacer, type PacedRequest} from '../../src/lib/proxy/pacer.js'
import {PacedLimit} from '../../src/lib/proxy/paced-limit.js'
import {propertyRuns} from '../support/property-runs.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const NOTHING = readRateLimitHeaders([])
/** What an answer says that has this much left of its output tokens per minute. */
const told = (limit: number, remaining: number, extra: [string, string][] = []) =>
  readRateLimitHeaders([
    ['x-ratelimit-limit-tokens-prompt', '3600000'],
    ['x-ratelimit-remaining-tokens-prompt', '3600000'],
    ['x-ratelimit-limit-tokens-generated', String(limit)],
    ['x-ratelimit-remaining-tokens-generated', String(remaining)],
    ...extra,
  ])

let ids = 0
function request(at: number, maxTokens: number, one: Partial<PacedRequest> = {}): PacedRequest {
  const facts = {model: MODEL, maxTokens, choices: 1, promptTokens: 10}
  return {id: ++ids, account: 'acme', model: MODEL, client: 1, facts, at, ...one}
}

/** Virtual time: releases whenever the pacer asks to be asked, and answers each request after `latencyMs`. */
function simulate(pacer: Pacer, requests: readonly PacedRequest[], until: number, remaining: (now: number) => number) {
  const sends: {id: number; client: number; at: number; tokens: number}[] = []
  const refused: {id: number; at: number}[] = []
  const events: {at: number; run: () => void}[] = requests.map(one => ({at: one.at, run: () => pacer.submit(one)}))
  const asked = new Map(requests.map(one => [one.id, one]))
  let now = 0
  let due = Infinity
  for (;;) {
    events.sort((a, b) => a.at - b.at)
    const event = due < (events[0]?.at ?? Infinity) ? {at: due, run: () => undefined} : events.shift()
    if (event === undefined || event.at > until) break
    now = Math.max(now, event.at)
    event.run()
    const released = pacer.release(now)
    for (const {id, client} of released.send) {
      const {maxTokens} = asked.get(id)!.facts
      sends.push({id, client, at: now, tokens: maxTokens!})
      const at = now + 300
      const answer = () => pacer.answered(id, {status: 200, snapshot: told(36_000, remaining(at)), refusedBy: null}, at)
      events.push({at, run: answer})
      const usage = {prompt: 10, cached: 0, generated: maxTokens}
      events.push({at: at + 200, run: () => pacer.settled(id, usage, true, at + 200)})
    }
    for (const one of released.refuse) refused.push({id: one.request.id, at: now})
    due = released.nextAt ?? Infinity
  }
  return {sends, refused}
}

const lots = {target: 0.95, maxWaitMs: 1e9}

describe('the pacer', () => {
  test('sends at the aimed share of the limit, evenly, and never saves up more than a second', () => {
    const pacer = new Pacer(lots)
    const requests = Array.from({length: 2000}, (_, at) => request(at % 7, 200, {client: at % 8}))
    const {sends} = simulate(pacer, requests, 120_000, () => 36_000)
    const tokensIn = (from: number, to: number) =>
      sends.filter(({at}) => at >= from && at < to).reduce((sum, {tokens}) => sum + tokens, 0)
    // 36,000 a minute at 95 % is 570 a second; the first second may take one more second's worth.
    expect(tokensIn(60_000, 120_000)).toBeGreaterThan(0.94 * 36_000)
    expect(tokensIn(60_000, 120_000)).toBeLessThanOrEqual(0.96 * 36_000)
    for (let second = 0; second < 119; second++) {
      expect(tokensIn(second * 1000, second * 1000 + 1000)).toBeLessThanOrEqual(570 * 2 + 200)
    }
  })

  test('after a long pause at most a second of the limit goes at once', () => {
    const pacer = new Pacer(lots)
    pacer.submit(request(0, 100))
    pacer.release(0)
    const burst = Array.from({length: 50}, () => request(3_600_000, 100))
    for (const one of burst) pacer.submit(one)
    expect(pacer.release(3_600_000).send.length).toBeLessThanOrEqual(6)
  })

  test('a client with a thousand waiting requests does not keep another one out', () => {
    const pacer = new Pacer(lots)
    const greedy = Array.from({length: 1000}, () => request(0, 300, {client: 1}))
    const modest = Array.from({length: 5}, (_, at) => request(1000 + at, 300, {client: 2}))
    const {sends} = simulate(pacer, [...greedy, ...modest], 60_000, () => 36_000)
    const places = modest.map(({id}) => sends.findIndex(sent => sent.id === id))
    expect(Math.max(...places)).toBeLessThan(20)
    // In turn, and each client's own in the order in which they came.
    const own = sends.filter(({client}) => client === 1).map(({id}) => id)
    expect(own).toEqual([...own].sort((a, b) => a - b))
  })

  test('what others of the account use up is waited for, though the own share is free', () => {
    const pacer = new Pacer(lots)
    const first = request(0, 100)
    pacer.submit(first)
    pacer.release(0)
    pacer.answered(first.id, {status: 200, snapshot: told(36_000, 0), refusedBy: null}, 100)
    pacer.submit(request(10_000, 9000))
    // 600 tokens flow back in a second: 9,000 are there after 15 of them.
    expect(pacer.release(10_000).send).toEqual([])
    expect(pacer.release(15_000).send).toEqual([])
    expect(pacer.release(15_200).send.length).toBe(1)
  })

  test('a 429 stops the model for the time it names, longer each time in a row, and another model goes on', () => {
    const pacer = new Pacer(lots)
    const refuse = (at: number) => {
      const one = request(at, 10)
      pacer.submit(one)
      expect(pacer.release(at).send.length).toBe(1)
      const snapshot = told(36_000, 30_000, [['retry-after', '2']])
      pacer.answered(one.id, {status: 429, snapshot, refusedBy: 'model'}, at)
      pacer.settled(one.id, null, false, at)
    }
    refuse(0)
    pacer.submit(request(1, 10, {model: 'accounts/fireworks/models/glm-5p3'}))
    expect(pacer.release(1).send.length).toBe(1)
    const next = request(1, 10)
    pacer.submit(next)
    expect(pacer.release(1999).send).toEqual([])
    pacer.cancel(next)
    refuse(2000)
    pacer.submit(request(2001, 10))
    expect(pacer.release(5999).send).toEqual([])
    expect(pacer.release(6000).send.length).toBe(1)
  })

  test('one shed request stops nothing, three in a row do', () => {
    const pacer = new Pacer(lots)
    const shed = (at: number) => {
      const one = request(at, 10)
      pacer.submit(one)
      expect(pacer.release(at).send.length).toBe(1)
      pacer.answered(one.id, {status: 503, snapshot: told(36_000, 36_000), refusedBy: null}, at)
      pacer.settled(one.id, null, false, at)
    }
    shed(0)
    shed(100)
    pacer.submit(request(101, 10))
    expect(pacer.release(101).send).toEqual([])
    expect(pacer.release(600).send.length).toBe(1)
  })

  test('answers without limits end the assumed ones; a deployment of one’s own never had them', () => {
    const pacer = new Pacer(lots)
    const first = request(0, 100)
    pacer.submit(first)
    pacer.release(0)
    pacer.answered(first.id, {status: 200, snapshot: NOTHING, refusedBy: null}, 10)
    for (let count = 0; count < 50; count++) pacer.submit(request(20, 5000))
    expect(pacer.release(20).send.length).toBe(50)
    const own = new Pacer(lots)
    for (let count = 0; count < 50; count++)
      own.submit(request(0, 5000, {model: `${MODEL}#accounts/acme/deployments/x`}))
    expect(own.release(0).send.length).toBe(50)
  })

  test('a request is refused only when it has waited as long as it may', () => {
    const pacer = new Pacer({target: 0.95, maxWaitMs: 5000})
    const requests = Array.from({length: 40}, () => request(0, 600))
    const {sends, refused} = simulate(pacer, requests, 60_000, () => 36_000)
    expect(sends.length + refused.length).toBe(40)
    expect(refused.length).toBeGreaterThan(30)
    expect(Math.min(...refused.map(({at}) => at))).toBeGreaterThanOrEqual(5000)
    expect(Math.max(...refused.map(({at}) => at))).toBeLessThan(5100)
  })

  test('requests that ask for more than they get do not wait for what they ask for', () => {
    const pacer = new Pacer(lots)
    let now = 0
    let sent = 0
    const queue = Array.from({length: 400}, () => request(0, 4096))
    for (const one of queue) pacer.submit(one)
    while (now < 60_000) {
      const {send, nextAt} = pacer.release(now)
      for (const {id} of send) {
        sent++
        pacer.answered(id, {status: 200, snapshot: told(36_000, 20_000), refusedBy: null}, now)
        pacer.settled(id, {prompt: 10, cached: 0, generated: 100}, true, now)
      }
      now = send.length > 0 ? now + 10 : (nextAt ?? now + 1000)
    }
    // By what is asked for, 8 would go in a minute; by what is used, 342.
    expect(sent).toBeGreaterThan(250)
  })

  test('whatever happens, nothing is sent twice, lost or stuck', () => {
    const step = fc.record({
      kind: fc.constantFrom('submit', 'submit', 'release', 'answer', 'settle', 'cancel'),
      ms: fc.nat(3000),
      tokens: fc.integer({min: 1, max: 100_000}),
      status: fc.constantFrom(200, 200, 429, 503, 500, 412),
      pick: fc.nat(50),
      client: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.array(step, {maxLength: 120}), steps => {
        const pacer = new Pacer({target: 0.95, maxWaitMs: 30_000})
        const waiting = new Map<number, PacedRequest>()
        const open: number[] = []
        const done = new Set<number>()
        let now = 0
        const release = () => {
          const {send, refuse} = pacer.release(now)
          for (const {id} of send) {
            expect(waiting.delete(id)).toBe(true)
            open.push(id)
          }
          for (const one of refuse) {
            expect(waiting.delete(one.request.id)).toBe(true)
            expect(now - one.request.at).toBeGreaterThanOrEqual(30_000)
          }
        }
        for (const {kind, ms, tokens, status, pick, client} of steps) {
          now += ms
          const id = open[pick % Math.max(1, open.length)]
          if (kind === 'submit') {
            const one = request(now, tokens, {client, model: `m${pick % 3}`})
            waiting.set(one.id, one)
            pacer.submit(one)
          } else if (kind === 'answer' && id !== undefined) {
            const snapshot = told(tokens, tokens - pick)
            pacer.answered(id, {status, snapshot, refusedBy: status === 429 ? 'model' : null}, now)
          } else if (kind === 'settle' && id !== undefined) {
            pacer.settled(id, pick % 2 ? null : {prompt: 1, cached: 0, generated: tokens}, status < 400, now)
            open.splice(open.indexOf(id), 1)
            done.add(id)
          } else if (kind === 'cancel') {
            const [one] = waiting.values()
            if (one !== undefined) {
              waiting.delete(one.id)
              pacer.cancel(one)
            }
          }
          release()
        }
        for (const id of open) pacer.settled(id, null, true, now)
        for (let round = 0; waiting.size > 0 && round < 2000; round++) {
          now += 1000
          const before = open.length
          release()
          for (const id of open.slice(before)) pacer.settled(id, null, false, now)
        }
        expect([waiting.size, pacer.sent]).toEqual([0, 0])
      }),
      propertyRuns(),
    )
  })
})

describe('a paced limit', () => {
  test('an amount above the limit goes when as much is there as ever can be', () => {
    const limit = new PacedLimit(600, 1, 0)
    limit.take(10, 1, 0)
    limit.learn(600, 600, 1, 0)
    expect(limit.waitFor(5000, 60_000)).toBe(0)
  })

  test('an older answer that comes late tells nothing new', () => {
    const limit = new PacedLimit(6000, 1, 0)
    limit.take(1, 1, 0)
    limit.take(1, 2, 0)
    limit.learn(6000, 5000, 2, 100)
    limit.learn(6000, 10, 1, 101)
    expect(limit.waitFor(50, 2000)).toBe(0)
  })
})
