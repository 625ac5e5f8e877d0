import {expect} from '@jest/globals'
import {spawnSync} from 'node:child_process'
import process from 'node:process'
import {testInLongRun} from '../support/property-runs.js'

/** The whole two hours are `npm run test:soak`; a seed of its own, so that the two see different faults. */
const MINUTES = 25
const SEED = 2

// `npm run test:soak` has it every night.
testInLongRun(
  `${MINUTES} simulated minutes of limits probe --watch: no sample lost or doubled, each fault told once, no growth`,
  () => {
    const {stdout} = spawnSync(process.execPath, ['test/soak/run.js', String(MINUTES), String(SEED)], {
      encoding: 'utf8',
    })
    const report = JSON.parse(stdout) as {findings: string[]; rounds: number; faults: number; growth: number}
    expect(report.findings).toEqual([])
    expect(report.rounds).toBe((MINUTES * 60) / 5)
    expect(report.faults).toBeGreaterThan(30)
  },
  120_000,
)
