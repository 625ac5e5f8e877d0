import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {paceAt} from '../../../src/lib/domain/limits/pacing.js'
import {propertyRuns} from '../../support/property-runs.js'

describe('paceAt', () => {
  it.each([
    [0, 0, {kind: 'send', scheduledMs: 0}],
    [0, 1, {kind: 'wait', ms: 1000}],
    [999, 1, {kind: 'wait', ms: 1}],
    [1000, 1, {kind: 'send', scheduledMs: 1000}],
    [9000, 1, {kind: 'send', scheduledMs: 1000}],
    [0, 3, {kind: 'done'}],
  ])('after %d ms with %d sent', (elapsed, sent, pace) => {
    expect(paceAt({requests: 3, intervalMs: 1000}, elapsed, sent)).toEqual(pace)
  })

  it('sends every request once and none early, however time jumps', () => {
    fc.assert(
      fc.property(
        fc.nat({max: 30}),
        fc.nat({max: 500}),
        fc.array(fc.nat({max: 2000})),
        (requests, intervalMs, jumps) => {
          let [elapsed, sent] = [0, 0]
          for (const jump of [...jumps, requests * intervalMs]) {
            for (let pace = paceAt({requests, intervalMs}, elapsed, sent); pace.kind === 'send';) {
              expect(pace.scheduledMs).toBeLessThanOrEqual(elapsed)
              expect(pace.scheduledMs).toBe(sent * intervalMs)
              sent += 1
              pace = paceAt({requests, intervalMs}, elapsed, sent)
            }
            elapsed += jump
          }
          while (paceAt({requests, intervalMs}, elapsed, sent).kind === 'send') sent += 1
          expect(sent).toBe(requests)
        },
      ),
      propertyRuns(),
    )
  })
})
