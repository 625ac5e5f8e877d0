import {describe, expect, test} from '@jest/globals'
import {mkdtempSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {spawnFireq, TEST_KEY} from '../support/spawn-fireq.js'

// A bug is put into the shipped bundle from outside: a method that fireq needs for the tiers throws.

const preload = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-bug-')), 'forced-bug.cjs')
writeFileSync(
  preload,
  `const {findIndex} = Array.prototype
  Array.prototype.findIndex = function (...rest) {
    if (this[0]?.ceilingUsd !== undefined) throw new TypeError('forced by ${TEST_KEY}')
    return findIndex.apply(this, rest)
  }`,
)
const broken = (...more: string[]) =>
  spawnFireq(['quota', 'list', '--sandbox', '--quiet', ...more], {env: {NODE_OPTIONS: `--require ${preload}`}})

describe('a bug in the shipped program', () => {
  test('is told in two lines, without a stack and without the key it speaks of', async () => {
    const {code, stdout, stderr} = await broken()
    expect([code, stdout]).toEqual([70, ''])
    expect(stderr).toMatch(
      /^error: a bug in fireq: forced by \[redacted\]\nhint: run it again with `--debug` and report what it prints, with fireq [\d.]+\n$/,
    )
  })

  test('is an error document with --json', async () => {
    const {code, stdout} = await broken('--json')
    expect(code).toBe(70)
    expect(JSON.parse(stdout)).toMatchObject({schema: 'fireq.error/v1', error: {code: 'internal', exitCode: 70}})
  })

  test('has with --debug a stack that names source files and lines, not the bundle', async () => {
    const {stderr} = await broken('--debug')
    const stack = stderr.slice(stderr.indexOf('debug: TypeError: '))
    expect(stack).toMatch(/\(src\/lib\/domain\/(?:quota|facts)\/tiers?\.ts:\d+:\d+\)/)
    expect(stack).toMatch(/\(src\/lib\/app\/list-quotas\.ts:\d+:\d+\)/)
    expect(stack).toMatch(/src\/commands\/quota\/list\.ts:\d+:\d+/)
    expect(stack).not.toContain('fireq.cjs')
    expect(stderr).not.toContain(TEST_KEY)
  })
})
