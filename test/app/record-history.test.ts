import {describe, expect, test} from '@jest/globals'
import {diagnoseAnswers, diagnosePieces} from '../../src/lib/app/diagnose-paste.js'
import {readForHistory} from '../../src/lib/app/record-history.js'
import {readPasted} from '../../src/lib/domain/paste/read.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import {failureOf} from '../support/connection.js'
import {limits, targets} from '../support/limits-world.js'
import {aFailure, anAccount, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'
import {ScriptedInference, type ScriptedAnswer} from '../support/scripted-inference.js'
import {VirtualClock} from '../support/virtual-clock.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const forbidden = aFailure('forbidden', 'the key may not', {httpStatus: 403})

function read(models: Readonly<Record<string, ScriptedAnswer>> = {}, more: Partial<Gateway> = {}) {
  const clock = new VirtualClock(NOW)
  const ports = {
    clock,
    inference: new ScriptedInference(clock, ({model}) => models[model.split('/').at(-1)!]!),
    signal: new AbortController().signal,
    catalogue: () => Promise.resolve([]),
    account: () => Promise.resolve('acme'),
    gateway: memoryGateway({
      getAccount: () => answer(anAccount()),
      listQuotas: () => answer(pageOf([aReading('x', 10, 3)])),
      serverlessRateLimits: () => answer(null),
      listModels: () => answer(pageOf([])),
      ...more,
    }),
  }
  return clock.run(readForHistory(ports, targets(...Object.keys(models))))
}

describe('what a history keeps', () => {
  test('is the account, its quotas and what each model answered', async () => {
    const {readings, warnings, exitCode} = await read({a: {headers: limits(36_000)}, b: {status: 429, body: ''}})
    expect(readings.map(({source, kind, quota, model, outcome}) => [source, kind, quota ?? model ?? outcome])).toEqual([
      ['list', 'outcome', 'UNSUSPENDED'],
      ['list', 'quota', 'x'],
      ['probe', 'limit', 'accounts/fireworks/models/a'],
      ['probe', 'outcome', 'accounts/fireworks/models/a'],
      ['probe', 'outcome', 'accounts/fireworks/models/b'],
    ])
    expect(readings.every(({account}) => account === 'acme')).toBe(true)
    expect([warnings, exitCode]).toEqual([[], 0])
  })

  test('is no suspend state that was not told', async () => {
    const {readings} = await read({}, {getAccount: () => answer(anAccount({suspendState: null}))})
    expect(readings.map(({kind}) => kind)).toEqual(['quota'])
  })

  test('is less, with a warning and the code of it, where a part cannot be read', async () => {
    const unread = await read({}, {getAccount: () => Promise.reject(forbidden)})
    expect(unread).toMatchObject({
      readings: [{kind: 'quota'}],
      warnings: [{code: 'forbidden', message: 'the key may not', hints: []}],
      exitCode: 4,
    })
    const lost = await read({}, {listQuotas: () => Promise.reject(aFailure('network', 'lost'))})
    expect([lost.readings.map(({kind}) => kind), lost.exitCode]).toEqual([['outcome'], 7])
  })

  test('is nothing of a connection that failed, which is a warning', async () => {
    const fails = aFailure('timeout', 'no answer in 30 s')
    const {readings, warnings, exitCode} = await read({a: {fails}})
    expect([readings.length, warnings, exitCode]).toEqual([
      2,
      [{code: 'timeout', message: expect.stringContaining('no answer in 30 s')}],
      7,
    ])
  })

  test('fails where neither the account nor its quotas can be read', async () => {
    const lost = {listQuotas: () => Promise.reject(aFailure('network', 'lost'))}
    expect(await failureOf(read({}, {...lost, getAccount: () => Promise.reject(forbidden)}))).toBe(forbidden)
  })
})

describe('a paste that is read in pieces', () => {
  const LOG = [
    '2026-11-21T11:00:00Z POST https://api.fireworks.ai/inference/v1/chat/completions "HTTP/1.1 429 Too Many Requests"',
    '2026-11-21T11:30:00Z POST https://api.fireworks.ai/inference/v1/chat/completions "HTTP/1.1 200 OK"',
    '2026-11-21T11:59:00Z POST https://api.fireworks.ai/inference/v1/chat/completions "HTTP/1.1 503 Service Unavailable"',
    '',
  ].join('\n')
  const all = {model: null, since: null}
  const pieces = async function* (text: string, size: number) {
    for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size))
  }
  const inPieces = (text: string, size: number, filter: Parameters<typeof diagnosePieces>[1] = all) =>
    diagnosePieces(pieces(text, size), filter, NOW, () => Promise.resolve())

  test('means what it means as a whole, wherever it is cut', async () => {
    const whole = diagnoseAnswers(readPasted(LOG, NOW), all, NOW)
    expect(whole.log).toMatchObject({requests: 3, failed: 2})
    for (const size of [7, 64, 1000]) expect(await inPieces(LOG, size)).toMatchObject({log: whole.log, empty: false})
  })

  test('counts only what is young enough, and says how much it left out', async () => {
    const {log, notes} = await inPieces(LOG, 1000, {...all, since: NOW - 31 * 60_000})
    expect([log!.requests, notes]).toEqual([2, ['1 of 3 answers are left out by `--since` or `--model`']])
  })

  test('is empty where nothing but white space came', async () => {
    expect(await inPieces(' \n', 1)).toMatchObject({empty: true, log: null, timeline: []})
  })

  test('counts those of a model where the answers name models', () => {
    const line = (model: string) =>
      JSON.stringify({model: `accounts/fireworks/models/${model}`, status: 429, error: {message: 'slow down'}})
    const pasted = readPasted(`${line('kimi-k3')}\n${line('glm-5p3')}\n${line('kimi-k3')}\n`, NOW)
    const of = (model: string) => diagnoseAnswers(pasted, {model, since: null}, NOW)
    expect(pasted.answers.map(({model}) => model)).toContain('accounts/fireworks/models/glm-5p3')
    expect(of('kimi-k3').log).toMatchObject({requests: 2})
    expect(of('another').log).toMatchObject({requests: 3})
  })
})
