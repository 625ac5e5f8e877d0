import {describe, expect, it, test} from '@jest/globals'
import {MULTI_REGIONS} from '../../../src/lib/domain/facts/gpu.js'
import {
  gpuHolders,
  gpuHoldersByQuota,
  gpuOfAccelerator,
  isPinnedToRegion,
  isUncounted,
  unreadableFor,
  type GpuDeployment,
  type GpuRecords,
  type GpuTrainer,
} from '../../../src/lib/domain/quota/gpu-charge.js'
import {parseGpuQuotaId} from '../../../src/lib/domain/quota/quota.js'
import {aGpuDeployment, aTrainer, H100_SHAPE} from '../../support/gpu-records.js'

describe('the GPU of an accelerator type', () => {
  test.each([
    ['NVIDIA_H100_80GB', 'h100'],
    ['NVIDIA_A100_80GB', 'a100'],
    ['NVIDIA_B200_180GB', 'b200'],
    ['AMD_MI300X_192GB', 'amd'],
    ['H200', 'h200'],
    ['X_NVIDIA_H100', 'x'],
    // `ACCELERATOR_TYPE_UNSPECIFIED`
    ['ACCELERATOR_TYPE_UNSPECIFIED', null],
    ['NVIDIA_', null],
    ['', null],
    [null, null],
  ])('%p: %p', (type, gpu) => {
    expect(gpuOfAccelerator(type)).toBe(gpu)
  })
})

const recordsOf = (deployments: readonly GpuDeployment[], trainers: readonly GpuTrainer[] | null = []): GpuRecords => ({
  deployments,
  trainers,
  shapes: [H100_SHAPE],
})
const held = (scope: string, records: GpuRecords, gpu = 'h100') =>
  gpuHolders({scope, gpu}, records).map(({name, gpus}) => `${name} ${gpus}`)

describe('what a deployment counts with', () => {
  test.each<[string, Partial<GpuDeployment>, string[]]>([
    ['its ceiling of replicas, not those that are ready', {maxReplicaCount: 3, readyReplicaCount: 1}, ['d 6']],
    ['its ceiling, with none ready', {maxReplicaCount: 3, readyReplicaCount: 0}, ['d 6']],
    ['nothing with a ceiling of 0', {maxReplicaCount: 0}, []],
    ['nothing where no ceiling is told', {maxReplicaCount: null}, []],
    ['nothing once deleted', {state: 'DELETED'}, []],
    ['all of it while it is being deleted', {state: 'DELETING'}, ['d 2']],
    ['an unknown number of accelerators', {acceleratorCount: null}, ['d null']],
    ['accelerators of an unknown type', {acceleratorType: null}, []],
    ['a state that is not told', {state: null}, ['d 2']],
  ])('%s', (_, more, expected) => {
    expect(held('global', recordsOf([aGpuDeployment(more)]))).toEqual(expected)
  })

  it('is told largest first, and in the order given where they are equal', () => {
    const sizes = {small: 1, large: 5, 'also-small': 1, middle: 2}
    const deployments = Object.entries(sizes).map(([id, maxReplicaCount]) => aGpuDeployment({id, maxReplicaCount}))
    expect(held('global', recordsOf(deployments))).toEqual(['large 10', 'middle 4', 'small 2', 'also-small 2'])
    expect(held('global', recordsOf(deployments), 'h200')).toEqual([])
  })
})

describe('the place that a deployment is pinned to', () => {
  const placed = (placement: Partial<NonNullable<GpuDeployment['placement']>>) =>
    recordsOf([aGpuDeployment({placement: {multiRegion: null, region: null, regions: [], ...placement}})])

  test.each([
    ['a region', {region: 'AP_TOKYO_1'}, 'ap-tokyo-1'],
    ['a multi-region', {multiRegion: 'EUROPE'}, 'europe'],
    ['a list of one region', {regions: ['US_IOWA_1']}, 'us-iowa-1'],
    ['anywhere', {multiRegion: 'GLOBAL'}, 'global'],
    ['not said', {region: 'REGION_UNSPECIFIED', multiRegion: 'MULTI_REGION_UNSPECIFIED'}, 'global'],
    ['a choice of regions', {regions: ['US_IOWA_1', 'US_TEXAS_1']}, 'global'],
  ])('%s: only its quota is charged', (_, placement, scope) => {
    for (const quota of ['global', 'ap-tokyo-1', 'europe', 'us-iowa-1', 'training']) {
      expect([quota, held(quota, placed(placement))]).toEqual([quota, quota === scope ? ['d 2'] : []])
    }
  })

  test.each([
    ['a region', {region: 'AP_TOKYO_1'}, true],
    ['a list', {regions: ['US_IOWA_1', 'US_TEXAS_1']}, true],
    ['a multi-region', {multiRegion: 'EUROPE'}, false],
    ['anywhere', {region: 'GLOBAL'}, false],
    ['not said', {region: 'REGION_UNSPECIFIED', regions: []}, false],
  ])('%s: costs more only where it names a region', (_, placement, pinned) => {
    expect(isPinnedToRegion({multiRegion: null, region: null, regions: [], ...placement})).toBe(pinned)
  })

  it('has a quota id of that form, every multi-region too', () => {
    for (const multiRegion of MULTI_REGIONS.value) {
      expect(parseGpuQuotaId(`${multiRegion}--h100-count`)).toEqual({scope: multiRegion, gpu: 'h100'})
    }
  })
})

describe('trainers and their rollouts', () => {
  test.each<[string, Partial<GpuTrainer>, string[]]>([
    ['one replica where none is told', {}, ['t 8']],
    ['its replicas', {replicaCount: 3}, ['t 24']],
    ['paused', {state: 'JOB_STATE_PAUSED'}, ['t 8']],
    ['a state that is not told', {state: null}, ['t 8']],
    ['completed', {state: 'JOB_STATE_COMPLETED'}, []],
    ['failed, spelt short', {state: 'FAILED'}, []],
    ['of a shape that is not listed', {trainingShape: 'accounts/fireworks/trainingShapes/x'}, []],
  ])('a trainer holds training GPUs: %s', (_, more, expected) => {
    const records = recordsOf([], [aTrainer(more)])
    expect([held('training', records), held('global', records)]).toEqual([expected, []])
  })

  const rollout = (more: Partial<GpuDeployment> = {}) =>
    aGpuDeployment({id: 'r', hotLoadTrainerJob: 'accounts/acme/rlorTrainerJobs/t', ...more})
  const one = (scope: string, records: GpuRecords) =>
    gpuHolders({scope, gpu: 'h100'}, records).find(({name}) => name !== 't')

  it('a rollout attached to a living trainer charges training, wherever it is pinned', () => {
    const placement = {multiRegion: null, region: 'US_IOWA_1', regions: []}
    for (const more of [{}, {placement}, {annotations: {'fireworks-training-sdk/managed-rollout': 'true'}}]) {
      const records = recordsOf([rollout(more)], [aTrainer()])
      expect(one('training', records)).toMatchObject({kind: 'rollout', name: 'r', gpus: 2, orphan: false})
      expect([held('global', records), held('us-iowa-1', records)]).toEqual([[], []])
    }
  })

  it('an annotation that denies it leaves it with global', () => {
    const records = recordsOf(
      [rollout({annotations: {'fireworks-training-sdk/managed-rollout': 'false'}})],
      [aTrainer()],
    )
    expect(one('global', records)).toMatchObject({gpus: 2, orphan: false})
    expect(one('training', records)).toBeUndefined()
  })

  test.each<[string, Partial<GpuDeployment>, Partial<GpuTrainer> | null]>([
    ['its trainer ended', {}, {state: 'JOB_STATE_CANCELLED'}],
    ['its trainer is gone', {}, null],
    [
      'known by its annotation',
      {hotLoadTrainerJob: null, annotations: {'fireworks-training-sdk/managed-rollout': 'true'}},
      null,
    ],
    ['known by its name', {id: 'u-rollout', hotLoadTrainerJob: null}, null],
    [
      'known by its shape',
      {hotLoadTrainerJob: null, deploymentShape: 'accounts/fireworks/deploymentShapes/rollout-h100/versions/9'},
      null,
    ],
  ])('an orphan charges global: %s', (_, more, trainer) => {
    const records = recordsOf([rollout(more)], trainer === null ? [] : [aTrainer(trainer)])
    expect(one('global', records)).toMatchObject({kind: 'rollout', gpus: 2, orphan: true})
    expect(one('training', records)).toBeUndefined()
  })

  test.each(['u', 'u-trainer'])('a rollout by name belongs to the trainer %s', id => {
    const records = recordsOf([aGpuDeployment({id: 'u-rollout'})], [aTrainer({id})])
    expect(gpuHolders({scope: 'global', gpu: 'h100'}, records)).toMatchObject([{kind: 'rollout', orphan: false}])
  })

  it('trainers that cannot be read leave open what is an orphan', () => {
    const records = recordsOf([rollout(), aGpuDeployment({id: 'plain'})], null)
    expect(one('training', records)).toMatchObject({name: 'r', orphan: null})
    expect(one('global', records)).toMatchObject({name: 'plain', kind: 'deployment', orphan: false})
    expect(unreadableFor({scope: 'training', gpu: 'h100'}, records)).toEqual(['trainers'])
    expect(unreadableFor({scope: 'global', gpu: 'h100'}, {...records, deployments: null})).toEqual(['deployments'])
  })

  it('trainers that cannot be read leave open what a place holds, where a rollout may charge it', () => {
    const open = (more: Partial<GpuDeployment>, scope = 'global', gpu = 'h100') =>
      unreadableFor({scope, gpu}, recordsOf([rollout(more), aGpuDeployment({id: 'plain'})], null))
    expect(open({})).toEqual(['trainers'])
    expect(open({}, 'global', 'b200')).toEqual([])
    expect(open({maxReplicaCount: 0})).toEqual([])
    expect(open({hotLoadTrainerJob: null})).toEqual([])
    expect(open({annotations: {'fireworks-training-sdk/managed-rollout': 'false'}})).toEqual([])
    const pinned = {placement: {multiRegion: 'EUROPE', region: null, regions: []}}
    expect([open(pinned), open(pinned, 'europe')]).toEqual([[], ['trainers']])
  })
})

describe('holders of which nobody tells what GPUs they have', () => {
  const uncounted = (scope: string, deployment: Partial<GpuDeployment>, trainer: Partial<GpuTrainer> = {}) =>
    isUncounted({scope, gpu: 'h100'}, recordsOf([aGpuDeployment(deployment)], [aTrainer(trainer)]))

  test.each<[string, boolean, boolean, Partial<GpuDeployment>, Partial<GpuTrainer>]>([
    ['none', false, false, {}, {}],
    ['a deployment', true, true, {acceleratorType: null}, {}],
    ['one that holds nothing', false, false, {acceleratorType: null, maxReplicaCount: 0}, {}],
    ['a deleted one', false, false, {acceleratorType: null, state: 'DELETED'}, {}],
    ['a trainer without a shape', false, true, {}, {trainingShape: null}],
    [
      'a trainer of a shape that is not listed',
      false,
      true,
      {},
      {trainingShape: 'accounts/fireworks/trainingShapes/x'},
    ],
    ['such a trainer that has ended', false, false, {}, {trainingShape: null, state: 'COMPLETED'}],
  ])('%s', (_, global, training, deployment, trainer) => {
    expect([uncounted('global', deployment, trainer), uncounted('training', deployment, trainer)]).toEqual([
      global,
      training,
    ])
  })
})

test('a holder has all that is known of it, by quota', () => {
  const records = recordsOf([aGpuDeployment({maxReplicaCount: 4})], [aTrainer({replicaCount: 2})])
  const holders = gpuHoldersByQuota(['global--h100-count', 'training-h100-count', 'monthly-spend-usd'], records)
  expect([...holders]).toEqual([
    [
      'global--h100-count',
      [
        {
          kind: 'deployment',
          name: 'd',
          gpus: 8,
          perReplica: 2,
          replicas: 4,
          ready: 1,
          owner: null,
          since: '2026-11-01T00:00:00Z',
          region: null,
          orphan: false,
        },
      ],
    ],
    [
      'training-h100-count',
      [
        {
          kind: 'trainer',
          name: 't',
          gpus: 16,
          perReplica: 8,
          replicas: 2,
          ready: null,
          owner: 'users/ada',
          since: '2026-11-02T00:00:00Z',
          region: null,
          orphan: false,
        },
      ],
    ],
  ])
})
