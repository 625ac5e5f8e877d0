import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {parse} from 'yaml'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

const TEXT = fs.readFileSync('docs/history.md', 'utf8')
const blocks = (language: string) =>
  [...TEXT.matchAll(new RegExp('^```' + language + '\\n([^]*?)^```', 'gm'))].map(match => match[1]!)

let sandbox: Sandbox
let home = ''
beforeAll(async () => {
  sandbox = await createSandbox()
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-history-docs-'))
})
afterAll(async () => {
  fs.rmSync(home, {recursive: true})
  await sandbox.close()
})

/** Runs a line of a recipe as a shell would split it; the key and the gateway are the test's. */
function run(line: string) {
  const words = line
    .slice(line.indexOf('fireq ') + 6)
    .split(/#|>\/dev/)[0]!
    .trim()
    .split(/\s+/)
  const env = {HOME: home, FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'}
  return runCli(words, {home, env})
}

describe('docs/history.md', () => {
  test('has commands that run, in their order', async () => {
    for (const line of blocks('sh').flatMap(block => block.trimEnd().split('\n'))) {
      const {code, stderr} = await run(line)
      expect([line, code, stderr]).toEqual([line, 0, expect.not.stringContaining('error')])
    }
  })

  test('has a cron line, a service and a CI step of which each records', async () => {
    const [cron] = blocks('crontab')
    expect(cron).toMatch(/^(?:\S+ ){5}/)
    const service = blocks('ini').find(text => text.includes('ExecStart'))!
    const steps = parse(blocks('yaml')[0]!) as {run?: string; with?: {path: string}}[]
    const lines = [cron!, /^ExecStart=(.*)$/m.exec(service)![1]!, ...steps.flatMap(({run: line}) => line ?? [])]
    for (const line of lines) {
      const {code, stdout, stderr} = await run(line)
      expect([line, code, stderr]).toEqual([line, 0, ''])
      if (line.includes('record')) expect(stdout).toMatch(/^recorded \d+ readings/)
    }
    // What the cache keeps is where the readings are.
    expect(steps[0]!.with!.path).toBe('~/.local/state/fireq')
    expect(fs.existsSync(path.join(home, '.local/state/fireq/history/acme'))).toBe(true)
  })

  test('has a timer that names its service, and a line of the store as the code writes it', async () => {
    const {decodeReading} = await import('../../src/lib/domain/history/reading.js')
    expect(decodeReading(blocks('json')[0]!.trim())).toMatchObject({kind: 'limit', limit: 36_000})
    expect(TEXT).toContain('fireq-history.service')
    expect(blocks('ini').some(text => /^OnCalendar=\*:0\/15$/m.test(text))).toBe(true)
  })
})
