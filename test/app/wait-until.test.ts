import {describe, expect, test} from '@jest/globals'
import {waitUntil, type Look, type WaitQuestion} from '../../src/lib/app/wait-until.js'
import {checkReport} from '../../src/lib/domain/check/verdict.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {aFailure} from '../support/memory-gateway.js'

const LOOK: Look = {report: checkReport([], null), met: false, hopeless: null, expectedSeconds: null}

/** Waits with the looks given, the last one for ever; what was shown and how long it paused. */
async function wait(looks: readonly (Partial<Look> | Error)[], question: Partial<WaitQuestion> = {}, takesMs = 0) {
  let now = 0
  let asked = 0
  const shown: [met: boolean, nextSeconds: number | null][] = []
  const pauses: [ms: number, leftMs: number][] = []
  const outcome = waitUntil(
    () => {
      now += takesMs
      const look = looks[Math.min(asked++, looks.length - 1)]!
      return look instanceof Error ? Promise.reject(look) : Promise.resolve({...LOOK, ...look})
    },
    {timeoutSeconds: 60, everySeconds: null, ...question},
    {
      now: () => now,
      pause: (ms, {ms: left}) => {
        pauses.push([ms, left])
        now += ms
        return Promise.resolve()
      },
      random: () => 0,
      onLook: ({met}, next) => {
        shown.push([met, next])
        return Promise.resolve()
      },
    },
  )
  return {...(await outcome), shown, pauses}
}

describe('waiting', () => {
  test('ends at once where it is met already', async () => {
    expect(await wait([{met: true}])).toMatchObject({
      met: true,
      waitedSeconds: 0,
      looks: 1,
      reason: null,
      exitCode: 0,
      shown: [[true, null]],
      pauses: [],
    })
  })

  test('looks again when it may be met, and says when that is', async () => {
    const outcome = await wait([{expectedSeconds: 20}, {met: true}])
    expect(outcome).toMatchObject({met: true, waitedSeconds: 20, looks: 2, pauses: [[20_000, 60_000]]})
    expect(outcome.shown).toEqual([
      [false, 20],
      [true, null],
    ])
  })

  test('looks as often as was asked', async () => {
    const {pauses} = await wait([{expectedSeconds: 20}, {}, {met: true}], {everySeconds: 3})
    expect(pauses).toEqual([
      [3000, 60_000],
      [3000, 57_000],
    ])
  })

  test('ends with 7 when the time is over, after a last look just then', async () => {
    const outcome = await wait([{expectedSeconds: 40}])
    expect(outcome).toMatchObject({met: false, waitedSeconds: 60, looks: 3, reason: 'the time is over', exitCode: 7})
    expect(outcome.pauses).toEqual([
      [40_000, 60_000],
      [20_000, 20_000],
    ])
    expect(outcome.shown.at(-1)).toEqual([false, null])
  })

  test('counts the time that the looks take', async () => {
    const outcome = await wait([{expectedSeconds: 40}], {}, 30_000)
    expect([outcome.looks, outcome.waitedSeconds, outcome.pauses]).toEqual([2, 90, [[30_000, 30_000]]])
  })

  test('ends as soon as waiting cannot help, with the reason and its code', async () => {
    const hopeless = {reason: 'never at this limit', exitCode: 11}
    expect(await wait([{}, {hopeless}])).toMatchObject({met: false, looks: 2, ...hopeless})
  })

  test('is met where the last look is both met and at the end of the time', async () => {
    expect(await wait([{expectedSeconds: 60}, {met: true}])).toMatchObject({met: true, reason: null, exitCode: 0})
  })
})

describe('a look that fails', () => {
  test('is tried again where that can help, when the answer said', async () => {
    const hints = ['try later']
    const failure = aFailure('rate-limited', 'too many', {retryAfterSeconds: 9, hints})
    const outcome = await wait([failure, {met: true}])
    expect([outcome.met, outcome.pauses]).toEqual([true, [[9000, 60_000]]])
    const {last, exitCode} = await wait([failure], {timeoutSeconds: 0})
    expect(exitCode).toBe(7)
    expect(last.report).toMatchObject({
      severity: 'unknown',
      exitCode: 6,
      items: [
        {
          rule: 'readable',
          severity: 'unknown',
          message: 'too many',
          binding: true,
          document: {rule: 'readable', severity: 'unknown', message: 'too many'},
        },
      ],
      warnings: [{code: 'rate-limited', message: 'too many', hints}],
    })
  })

  test('ends the wait where nothing will change, with its own code', async () => {
    const outcome = await wait([aFailure('unauthorized', 'no such key')])
    expect(outcome).toMatchObject({met: false, looks: 1, reason: 'no such key', exitCode: 4})
    expect(outcome.last.report.warnings).toEqual([])
  })

  test.each([
    ['a mistake of the caller', aFailure('usage', 'no such flag')],
    ['a bug that was caught', aFailure('internal', 'a bug')],
    ['a bug that was not', new TypeError('a bug')],
    ['a signal', new AppError('network', 'interrupted', {exitCode: 130})],
  ])('is no look where it is %s', async (_, failure) => {
    await expect(wait([failure])).rejects.toBe(failure)
  })

  test('with an exit code of its own that no signal has is a look', async () => {
    expect(await wait([new AppError('forbidden', 'no', {exitCode: 128})])).toMatchObject({exitCode: 128, looks: 1})
  })
})
