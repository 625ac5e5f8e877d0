import {afterEach, beforeEach, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {movedClock} from '../support/moved-clock.js'
import {runCli} from '../support/run-cli.js'

let home = ''
const open: Sandbox[] = []
beforeEach(() => void (home = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-line-'))))
afterEach(async () => {
  fs.rmSync(home, {recursive: true})
  await Promise.all(open.splice(0).map(one => one.close()))
})

async function world(scenario = 'tier2') {
  const {sandbox: time, clock} = movedClock()
  const sandbox = await createSandbox({scenario, clock: time})
  open.push(sandbox)
  const line = (words: string[] = [], key = 'fw_sandbox') =>
    runCli(['status', '--line', ...words], {
      home,
      clock,
      env: {HOME: home, FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: key},
    })
  return {sandbox, time, line}
}

describe('status --line', () => {
  test('is one line, kept for a minute and no longer, and never for another key', async () => {
    const {sandbox, time, line} = await world()
    const {stdout, code, stderr} = await line()
    expect([stdout, code, stderr]).toEqual(['warning $376.48 of $400 (94.1%)\n', 0, ''])
    const asked = sandbox.requests.length
    time.move(59_000)
    expect((await line()).stdout).toBe(stdout)
    expect(sandbox.requests).toHaveLength(asked)
    await line([], 'fw_another')
    const more = sandbox.requests.length
    expect(more).toBeGreaterThan(asked)
    time.move(2000)
    expect((await line(['--max-age', '120'])).stdout).toBe(stdout)
    expect(sandbox.requests).toHaveLength(more)
    await line()
    expect(sandbox.requests.length).toBeGreaterThan(more)
    const files = fs.readdirSync(home, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.json'))
    for (const file of files) {
      expect(fs.readFileSync(path.join(home, file), 'utf8')).not.toContain('fw_')
      expect(fs.statSync(path.join(home, file)).mode & 0o777).toBe(0o600)
    }
  })

  test('takes a format, and asks a model only where the format names a rate limit', async () => {
    const {sandbox, line} = await world()
    const posts = () => sandbox.requests.filter(({method}) => method === 'POST').length
    expect((await line(['--format', '{account}: {left} {{left}}'])).stdout).toBe('acme: $23.52 {left}\n')
    expect(posts()).toBe(0)
    expect((await line(['--format', '{spend%} {generated%} {requests%}'])).stdout).toMatch(/^94\.1% <?[\d.]+% –\n$/)
    expect(posts()).toBe(1)
  })

  test('exits 0 for a suspended account, and says so', async () => {
    const {line} = await world('suspended-spend')
    const {stdout, code} = await line()
    expect(code).toBe(0)
    expect(stdout).toMatch(/^suspended /)
  })

  test.each([
    [['--format', '{spent}'], 'did you mean `{spend}`?'],
    [['--format', '{spend'], 'a { has no }'],
    [['--json'], '`--line` is a line of text'],
  ])('refuses %j', async (words, why) => {
    const {line} = await world()
    const {code, stderr, stdout} = await line(words)
    expect([code, stderr + stdout]).toEqual([2, expect.stringContaining(why)])
  })
})
