import {describe, expect, it, test} from '@jest/globals'
import {gpuCharge, gpuOfAccelerator, holdersOf, type GpuDeployment} from '../../../src/lib/domain/quota/gpu-charge.js'

const deployment = (more: Partial<GpuDeployment> = {}): GpuDeployment => ({
  id: 'd',
  acceleratorType: 'NVIDIA_H100_80GB',
  acceleratorCount: 2,
  minReplicaCount: 0,
  maxReplicaCount: 3,
  state: 'READY',
  region: 'US_IOWA_1',
  ...more,
})

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

describe('what a deployment counts with', () => {
  test.each<[string, Partial<GpuDeployment>, number | null]>([
    ['its ceiling of replicas, not its floor', {minReplicaCount: 1, maxReplicaCount: 3}, 6],
    ['nothing with a ceiling of 0', {maxReplicaCount: 0}, 0],
    ['its floor where no ceiling is told', {minReplicaCount: 4, maxReplicaCount: null}, 8],
    ['one replica where the floor is 0', {minReplicaCount: 0, maxReplicaCount: null}, 2],
    ['one replica where neither is told', {minReplicaCount: null, maxReplicaCount: null}, 2],
    ['nothing once deleted', {state: 'DELETED'}, 0],
    ['nothing once deleted, its accelerators not known', {state: 'DELETED', acceleratorCount: null}, 0],
    ['all of it while it is being deleted', {state: 'DELETING'}, 6],
    ['an unknown number of accelerators', {acceleratorCount: null}, null],
    ['a state that is not told', {state: null}, 6],
  ])('%s', (_, more, gpus) => {
    expect(gpuCharge(deployment(more))).toBe(gpus)
  })
})

describe('who holds the GPUs of a quota', () => {
  const held = (scope: string, gpu: string, ...deployments: GpuDeployment[]) =>
    holdersOf({scope, gpu}, deployments).map(({id, gpus}) => `${id} ${gpus}`)

  it('is told largest first, and in the order given where they are equal', () => {
    expect(
      held(
        'global',
        'h100',
        deployment({id: 'small', maxReplicaCount: 1}),
        deployment({id: 'large', maxReplicaCount: 5}),
        deployment({id: 'also-small', maxReplicaCount: 1}),
        deployment({id: 'middle', maxReplicaCount: 2}),
      ),
    ).toEqual(['large 10', 'middle 4', 'small 2', 'also-small 2'])
  })

  it('leaves out other GPUs, and who holds none', () => {
    expect(
      held(
        'global',
        'h100',
        deployment({id: 'mine', acceleratorCount: 1, maxReplicaCount: 1}),
        deployment({id: 'other', acceleratorType: 'NVIDIA_H200_141GB'}),
        deployment({id: 'untold', acceleratorType: null}),
        deployment({id: 'deleted', state: 'DELETED'}),
        deployment({id: 'scaled-down', maxReplicaCount: 0}),
        deployment({id: 'unknown', acceleratorCount: null}),
      ),
    ).toEqual(['mine 1'])
  })

  it('counts every region for a global quota, and one for a regional one', () => {
    const deployments = [
      deployment({id: 'tokyo', region: 'AP_TOKYO_1'}),
      deployment({id: 'iowa', region: 'US_IOWA_1'}),
      deployment({id: 'nowhere', region: null}),
    ]
    expect(held('global', 'h100', ...deployments)).toEqual(['tokyo 6', 'iowa 6', 'nowhere 6'])
    expect(held('ap-tokyo-1', 'h100', ...deployments)).toEqual(['tokyo 6'])
    expect(held('us-iowa-1', 'h100', ...deployments)).toEqual(['iowa 6'])
    expect(held('eu-frankfurt-1', 'h100', ...deployments)).toEqual([])
  })

  it('is nobody for training, whose GPUs are others', () => {
    expect(held('training', 'h100', deployment(), deployment({region: 'TRAINING'}))).toEqual([])
  })

  it('is nobody without deployments', () => {
    expect(held('global', 'h100')).toEqual([])
  })
})
