import {describe, expect, it} from '@jest/globals'
import {classifyQuota} from '../../../src/lib/domain/quota/quota.js'
import {WELL_KNOWN_QUOTAS} from '../../../src/lib/domain/quota/well-known-quotas.js'

describe('quotas to offer where no account can be asked', () => {
  it('are these, the ones that stop everything first', () => {
    expect(WELL_KNOWN_QUOTAS.map(({id, summary}) => `${id}: ${summary}`)).toEqual([
      'monthly-spend-usd: USD a month',
      'serverless-inference-rpm: serverless requests a minute',
      'deployed-model-count: deployed models',
      'job-submission-count: submitted jobs',
      'global--a100-count: on-demand A100 GPUs',
      'global--h100-count: on-demand H100 GPUs',
      'global--h200-count: on-demand H200 GPUs',
      'global--b200-count: on-demand B200 GPUs',
      'training-h100-count: training H100 GPUs',
      'training-h200-count: training H200 GPUs',
      'training-b200-count: training B200 GPUs',
      'training-b300-count: training B300 GPUs',
      'eval-protocol-free-daily-credits: free credits a day for Eval Protocol',
    ])
  })

  it('say of themselves what their ids do', () => {
    for (const {id, summary} of WELL_KNOWN_QUOTAS) {
      const {group} = classifyQuota(id)
      expect([id, group === 'on-demand-gpu']).toEqual([id, summary.startsWith('on-demand ')])
      expect([id, group === 'training-gpu']).toEqual([id, summary.startsWith('training ')])
    }
  })
})
