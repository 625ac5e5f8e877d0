import {afterEach, describe, expect, test} from '@jest/globals'
import type {FaultSpec, Sandbox} from '../../src/lib/sandbox/index.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {closeAll, start} from '../sandbox/http-call.js'
import {instantClock} from '../support/connection.js'
import {runCli} from '../support/run-cli.js'

afterEach(closeAll)

const SPEND = 'monthly-spend-usd'
const ONE = `/v1/accounts/acme/quotas/${SPEND}`

/** Sets 450 over 400 with a fault armed; `timeout` in seconds of the real clock. */
function set(sandbox: Sandbox, faults: readonly FaultSpec[], words: readonly string[] = []) {
  for (const fault of faults) sandbox.fault(fault)
  const argv = ['quota', 'set', SPEND, '450', '--yes', '--base-url', sandbox.url, '--api-key', sandbox.apiKey, ...words]
  return runCli(argv, {clock: instantClock()})
}

const patches = (sandbox: Sandbox) => sandbox.requests.filter(({method}) => method === 'PATCH').length

function wireValue(sandbox: Sandbox): Promise<string> {
  return fetch(sandbox.url + ONE, {headers: {authorization: `Bearer ${sandbox.apiKey}`}})
    .then(answer => answer.json() as Promise<{value: string}>)
    .then(quota => quota.value)
}

describe('the answer to the PATCH is lost', () => {
  test.each(['drop-after-apply', 'drop-mid-body', 'html', 'truncated-json', 'empty-body', 'other-shape'] as const)(
    '%s: reported as it is, never a second PATCH',
    async kind => {
      const sandbox = await start()
      const {code, stdout, stderr} = await set(sandbox, [{route: 'PATCH *', kind}])
      const applied = (await wireValue(sandbox)) === '450'
      expect(patches(sandbox)).toBe(1)
      if (applied) {
        expect({code, first: stdout.split('\n')[0]}).toEqual({code: 0, first: `${SPEND}: $400 → $450`})
        expect(stderr).toMatch(/warning: the answer to the change of monthly-spend-usd was lost .*shows it applied\n/)
      } else {
        expect({code, stdout}).toEqual({code: 7, stdout: ''})
        expect(stderr).toContain(`error: ${SPEND} was not changed, it still reads $400: `)
      }
      if (kind.startsWith('drop-after')) expect(applied).toBe(true)
    },
  )

  test.each(['drop-before-apply', '500', '502', '503', '504', '408', '520', 'redirect'] as const)(
    '%s before anything was applied: not applied, exit 7',
    async kind => {
      const sandbox = await start()
      const {code, stderr} = await set(sandbox, [{route: 'PATCH *', kind}])
      expect(code).toBe(7)
      expect(stderr).toContain(`error: ${SPEND} was not changed, it still reads $400: `)
      expect(patches(sandbox)).toBe(1)
      expect(await wireValue(sandbox)).toBe('400')
    },
  )

  test('a timeout is read back too', async () => {
    const sandbox = await start()
    const faults = [{route: 'PATCH *', kind: 'slow-first-byte', seconds: 3}] as const
    const {code, stderr} = await set(sandbox, faults, ['--timeout', '0.5'])
    expect(patches(sandbox)).toBe(1)
    const applied = (await wireValue(sandbox)) === '450'
    expect(code).toBe(applied ? 0 : 7)
    expect(stderr).toMatch(applied ? /was lost/ : /was not changed/)
  })

  test('unreadable afterwards: unknown, exit 7, and the command to find out', async () => {
    const sandbox = await start()
    const {code, stderr} = await set(sandbox, [
      // The plan's GET is let through: its body is as ever.
      {route: `GET ${ONE}`, kind: 'wrong-content-type', times: 1},
      {route: `GET ${ONE}`, kind: '503', times: 'always'},
      {route: 'PATCH *', kind: 'drop-after-apply'},
    ])
    expect(code).toBe(7)
    expect(stderr).toContain(`error: whether ${SPEND} was changed is unknown: `)
    expect(stderr).toContain(
      `hint: find out with \`fireq quota get ${SPEND} -a acme --base-url ${sandbox.url}\`: 450 means that it was`,
    )
    expect(patches(sandbox)).toBe(1)
  })
})

describe("the server's word", () => {
  test.each([
    ['401', 4],
    ['403', 4],
    ['404', 3],
    ['412', 1],
    ['429', 6],
    ['echo-key', 4],
  ] as const)('%s: exit %i, no reading back', async (kind, expected) => {
    const sandbox = await start()
    const {code, stdout, stderr} = await set(sandbox, [{route: 'PATCH *', kind}])
    expect(code).toBe(expected)
    expect(sandbox.requests.map(({method}) => method).filter(method => method !== 'GET')).toEqual(['PATCH'])
    expect(sandbox.requests.at(-1)!.method).toBe('PATCH')
    expect(stdout + stderr).not.toContain(sandbox.apiKey)
  })

  test('400: the first word stands', async () => {
    const sandbox = await start()
    const {code} = await set(sandbox, [{route: 'PATCH *', kind: '400', times: 'always'}])
    expect({code, patches: patches(sandbox)}).toEqual({code: 1, patches: 1})
  })
})

describe('interrupted', () => {
  test('at the question: exit 130, on a line of its own, nothing sent', async () => {
    const sandbox = await start()
    const argv = ['quota', 'set', SPEND, '450', '--base-url', sandbox.url, '--api-key', sandbox.apiKey]
    const {code, stderr} = await runCli(argv, {tty: true, stdin: '\u0003', clock: instantClock(), env: {NO_COLOR: '1'}})
    expect(code).toBe(130)
    expect(stderr).toContain('\nerror: interrupted: nothing was sent\n')
    expect(patches(sandbox)).toBe(0)
  })

  test('between sending and reading back: exit 130, and the command that tells', async () => {
    const sandbox = await start()
    const stop = new AbortController()
    const clock = instantClock()
    const sleep = () => {
      stop.abort(new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130}))
      return Promise.reject(stop.signal.reason as Error)
    }
    sandbox.fault({route: 'PATCH *', kind: 'drop-before-apply'})
    const argv = ['quota', 'set', SPEND, '450', '--yes', '--base-url', sandbox.url, '--api-key', sandbox.apiKey]
    const {code, stderr} = await runCli(argv, {clock: {...clock, sleep}, signal: stop.signal})
    expect(code).toBe(130)
    const tells = `fireq quota get ${SPEND} -a acme --base-url ${sandbox.url}`
    expect(stderr).toContain(`interrupted: \`${tells}\` shows whether it was changed\n`)
  })
})
