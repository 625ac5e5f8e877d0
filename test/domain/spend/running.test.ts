import {describe, expect, test} from '@jest/globals'
import {runningCosts} from '../../../src/lib/domain/spend/running.js'
import {aGpuDeployment} from '../../support/gpu-records.js'

const PINNED = {multiRegion: null, region: 'US_IOWA_1', regions: []}

describe('what runs now', () => {
  test('costs its ready replicas, times their GPUs, times the price of an hour', () => {
    expect(runningCosts([aGpuDeployment({id: 'd', readyReplicaCount: 3})])).toEqual([
      {deployment: 'd', usdPerHour: 48, estimate: true, priceAsOf: '2026-09'},
    ])
  })

  test.each([
    ['pinned to a region', PINNED, 24],
    ['pinned to several regions', {...PINNED, region: null, regions: ['US_IOWA_1', 'US_OHIO_1']}, 24],
    ['in a multi-region', {...PINNED, region: null, multiRegion: 'US'}, 16],
    ['anywhere', {...PINNED, region: null}, 16],
  ])('costs for a deployment %s what the price list says of it', (_, placement, usdPerHour) => {
    expect(runningCosts([aGpuDeployment({placement})])).toMatchObject([{usdPerHour}])
  })

  test('is the dearest first, and has no cost where no list has the price', () => {
    const costs = runningCosts([
      aGpuDeployment({id: 'unknown', acceleratorType: 'AMD_MI325X_256GB'}),
      aGpuDeployment({id: 'nothing said', acceleratorType: null}),
      aGpuDeployment({id: 'cheap'}),
      aGpuDeployment({id: 'dear', acceleratorType: 'NVIDIA_B200_180GB'}),
    ])
    expect(costs.map(({deployment, usdPerHour, priceAsOf}) => [deployment, usdPerHour, priceAsOf])).toEqual([
      ['dear', 26, '2026-09'],
      ['cheap', 16, '2026-09'],
      ['unknown', null, null],
      ['nothing said', null, null],
    ])
  })

  test.each([
    ['no ready replica', {readyReplicaCount: 0}],
    ['replicas nobody counted', {readyReplicaCount: null}],
    ['GPUs nobody counted', {acceleratorCount: null}],
  ])('is not a deployment with %s', (_, more) => {
    expect(runningCosts([aGpuDeployment(more)])).toEqual([])
  })
})
