import {describe, expect, it, test} from '@jest/globals'
import {OUTCOMES, type OutcomeCode} from '../../../src/lib/domain/errors.js'
import {compareTiers} from '../../../src/lib/domain/limits/tier-comparison.js'

const compare = (standard: OutcomeCode, priority: OutcomeCode) =>
  compareTiers('glm-5p3', {outcome: standard, latencyMs: 210}, {outcome: priority, latencyMs: 1500})

describe('is it us or them?', () => {
  test.each<[OutcomeCode, OutcomeCode, string, RegExp]>([
    ['ok', 'ok', 'neither', /standard in 210 ms, Priority in 1\.5 s/],
    ['load-shed', 'ok', 'them', /while Priority gets through.*service_tier "priority"/],
    ['server-error', 'ok', 'them', /while Priority gets through/],
    ['ok', 'load-shed', 'them', /The load is passing; retry/],
    ['load-shed', 'load-shed', 'them', /both tiers.*not by a limit of yours/],
    ['load-shed', 'forbidden', 'them', /in part/],
    ['rate-limited', 'rate-limited', 'us', /Priority shares it.*Priority does not help/],
    ['over-limit', 'rate-limited', 'us', /Priority does not help/],
    ['rate-limited', 'ok', 'us', /just about exhausted/],
    ['load-shed', 'rate-limited', 'us', /just about exhausted/],
    ['suspended', 'suspended', 'us', /refused in both tiers \(suspended\)/],
    ['ok', 'forbidden', 'us', /standard works.*Priority is refused to this request \(forbidden\)/],
    ['not-found', 'bad-request', 'us', /standard \(not-found, Priority bad-request\)/],
    ['timeout', 'ok', 'unclear', /standard returned timeout, Priority ok/],
    ['ok', 'network', 'unclear', /Priority network/],
  ])('standard %s, Priority %s: %s', (standard, priority, verdict, says) => {
    expect(compare(standard, priority)).toEqual({verdict, message: expect.stringMatching(says)})
  })

  it('says something of every pair, and names the model', () => {
    for (const standard of OUTCOMES) {
      for (const priority of OUTCOMES) {
        const {message, verdict} = compare(standard, priority)
        expect(message).toMatch(/^(?:Us|Them|No fault on either side|Them in part|Inconclusive): .*\.$/)
        if (verdict !== 'unclear') expect(message).toContain('glm-5p3')
      }
    }
  })

  it('leaves out times that are not known', () => {
    const unknown = {outcome: 'ok', latencyMs: null} as const
    expect(compareTiers('glm-5p3', unknown, unknown).message).toBe(
      'No fault on either side: both tiers of glm-5p3 answered.',
    )
  })
})
