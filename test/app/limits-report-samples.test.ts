import {describe, expect, it, test} from '@jest/globals'
import {charged, limits, limitsWorld, targets} from '../support/limits-world.js'

describe('each model again and again', () => {
  const schedule = {requests: 3, intervalMs: 100}

  it('is told by the last answer that told its limits, and summed up', async () => {
    const {inference, report} = limitsWorld({
      answers: (_, index) =>
        [
          {headers: limits(36_000), body: charged(9, 1), takesMs: 10},
          {headers: limits(72_000), body: charged(10, 2), takesMs: 20},
          {status: 503, body: '', takesMs: 30},
        ][index]!,
    })
    const {probes, samples, comparisons, warnings, exitCode} = await report({targets: targets('a'), schedule})
    expect(inference.sentAt).toEqual([0, 100, 200])
    expect(probes.map(({result}) => result.latencyMs)).toEqual([10, 20, 30])
    expect(samples).toEqual([
      {
        last: probes[1],
        summary: {
          requests: 3,
          outcomes: [
            ['ok', 2],
            ['load-shed', 1],
          ],
          latency: {min: 10, median: 20, max: 30},
          changes: [{dimension: 'generated', from: 36_000, to: 72_000}],
        },
        usage: {prompt: 19, generated: 3},
      },
    ])
    expect([comparisons, warnings, exitCode]).toEqual([[], [], 7])
  })

  it('is told by the last answer where none told limits, and cost what is not known', async () => {
    const {report} = limitsWorld()
    const {probes, samples} = await report({targets: targets('a'), schedule})
    expect(samples).toMatchObject([{usage: null}])
    expect(samples[0]!.last).toBe(probes[2])
  })

  it('keeps the samples of models apart', async () => {
    const {report} = limitsWorld({
      answers: id => ({headers: limits(id === 'a' ? 36_000 : 72_000), body: charged(1, 1)}),
    })
    const {probes, samples} = await report({targets: targets('a', 'b'), schedule})
    expect(probes.map(({result}) => result.model.at(-1))).toEqual(['a', 'a', 'a', 'b', 'b', 'b'])
    expect(samples.map(({last, summary, usage}) => [last.result.model.at(-1), summary.requests, usage])).toEqual([
      ['a', 3, {prompt: 3, generated: 3}],
      ['b', 3, {prompt: 3, generated: 3}],
    ])
    expect(samples.map(({last}) => last.result.limits[0]!.perMinute)).toEqual([36_000, 72_000])
  })

  test.each([
    [{}, 2, 40, 32],
    [{concurrency: 6}, 2, 40, 6],
    [{concurrency: 5}, 2, 40, 4],
    [{concurrency: 1}, 3, 4, 3],
    [{concurrency: 7}, 1, 40, 7],
  ])('shares the requests under way among models: %j, %d models', async (options, count, requests, most) => {
    const {inference, report} = limitsWorld({answers: () => ({takesMs: 1000})})
    const ids = Array.from({length: count}, (_, at) => `m${at}`)
    await report({targets: targets(...ids), options, schedule: {requests, intervalMs: 0}})
    expect(inference.mostUnderWay).toBe(most)
    expect(inference.requests).toHaveLength(count * requests)
  })

  it('is nothing without models', async () => {
    expect(await limitsWorld().report({schedule})).toMatchObject({probes: [], samples: [], warnings: []})
  })
})
