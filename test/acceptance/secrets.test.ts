import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {startFaultServer, type FaultServer} from '../support/fault-server.js'
import {inTurn, someOf} from '../support/property-runs.js'
import {filesWith, LOGIN_FILE, PLACES, SECRETS, spellings} from '../support/secret-places.js'
import {emptyHome, spawnFireq} from '../support/spawn-fireq.js'
import {wordedReply} from '../support/worded-server.js'

// The shipped program, where `test/cli/secrets.test.ts` cannot look: crashes, the list of processes, the folder it runs in.

const [KEY, OPAQUE] = SECRETS as [string, string]
let echo: FaultServer
let silent: FaultServer

beforeAll(async () => {
  echo = await startFaultServer(seen => {
    const told = seen.headers.authorization ?? ''
    return wordedReply(seen, {text: `you sent ${told} ${told.slice(7)}`, id: told.slice(7).replaceAll('/', '-')})
  })
  silent = await startFaultServer([{fault: 'hang'}])
})
afterAll(() => Promise.all([echo, silent].map(server => server.close())))

const leaks = (secret: string, ...texts: readonly string[]) =>
  spellings(secret).filter(form => texts.some(text => text.includes(form)))

describe('the shipped program', () => {
  const lines = ['quota list', 'limits probe kimi-k3', 'status --probe', 'account list', 'auth login', 'config list']
  test.each(lines.map((line, at) => [line, at] as const))(
    '%s shows its key nowhere and keeps it in no other file',
    async (line, at) => {
      for (const secret of inTurn(SECRETS, SECRETS.length, at)) {
        const place = line === 'auth login' ? 'standard input' : 'the environment'
        const {env, stdin = ''} = PLACES[place]!(secret, echo)
        const cwd = emptyHome()
        const {stdout, stderr} = await spawnFireq([...line.split(' '), '--debug'], {env, stdin, cwd})
        expect(leaks(secret, stdout, stderr)).toEqual([])
        expect(filesWith(cwd, secret)).toEqual([])
        expect(filesWith(env['HOME']!, secret)).toEqual(line === 'auth login' ? [LOGIN_FILE] : [])
      }
    },
    60_000,
  )

  test("firectl's `set-api-key KEY` keeps the key in the profile alone", async () => {
    const HOME = emptyHome()
    const env = {HOME, FIREWORKS_BASE_URL: echo.url}
    const {code, stdout, stderr} = await spawnFireq(['set-api-key', KEY], {env})
    expect(code).toBe(0)
    expect(leaks(KEY, stdout, stderr)).toEqual([])
    expect(filesWith(HOME, KEY)).toEqual([LOGIN_FILE])
  })

  test.each(someOf(['the environment', 'a profile', "firectl's auth.ini", 'a key command', 'standard input'], 3))(
    'a key in %s is not in the list of processes',
    async place => {
      const {env, stdin} = PLACES[place]!(OPAQUE, silent)
      const asks = place === 'standard input' ? ['auth', 'login'] : ['quota', 'list']
      const seen: string[] = []
      const run = await spawnFireq([...asks, '--timeout', '2'], {
        env,
        ...(stdin === undefined ? {} : {stdin}),
        during: child => {
          const look = () =>
            seen.push(execFileSync('ps', ['-ww', '-o', 'comm=', '-o', 'args=', '-p', String(child.pid)]).toString())
          setTimeout(look, 700)
        },
      })
      expect(run.code).toBe(7)
      expect(seen).toEqual([expect.stringContaining('bin/run.js')])
      expect(leaks(OPAQUE, ...seen, run.stdout, run.stderr)).toEqual([])
    },
    30_000,
  )
})

/** A bug that carries the key in its words, thrown where a real one would be. */
const BUGS = {
  'inside of a request': `
    const {ClientRequest} = require('node:http')
    const setHeader = ClientRequest.prototype.setHeader
    ClientRequest.prototype.setHeader = function (name, value) {
      if (/authorization/i.test(name)) throw new TypeError('forced: ' + value + ' and ' + String(value).slice(7))
      return setHeader.call(this, name, value)
    }`,
  'outside of everything': `
    setTimeout(() => { throw new Error('forced: ' + process.env.FIREWORKS_API_KEY) }, 300)`,
  'in a promise that nobody awaits': `
    setTimeout(() => void Promise.reject(Object.assign(new Error('forced: ' + process.env.FIREWORKS_API_KEY),
      {options: {headers: {authorization: 'Bearer ' + process.env.FIREWORKS_API_KEY}}})), 300)`,
  'as something that is no error': `
    setTimeout(() => { throw {authorization: process.env.FIREWORKS_API_KEY, toString() { return 'forced: ' + this.authorization }} }, 300)`,
  'in the renderer of documents': `
    const stringify = JSON.stringify
    JSON.stringify = (value, ...rest) => {
      if (value && value.schema) throw new RangeError('forced: ' + process.env.FIREWORKS_API_KEY)
      return stringify(value, ...rest)
    }`,
}

describe('a crash', () => {
  test.each(Object.entries(BUGS).map(([name, source], at) => [name, source, at] as const))(
    '%s shows no key, with --debug and --json neither',
    async (name, source, at) => {
      const preload = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-bug-')), 'bug.cjs')
      writeFileSync(preload, source)
      for (const secret of inTurn(SECRETS, SECRETS.length, at)) {
        const server = /^(inside|in the)/.test(name) ? echo : silent
        const forms = [['--debug'], ['--json'], ['--debug', '--json']]
        const failing = forms.filter(each => name !== 'in the renderer of documents' || each.includes('--json'))
        for (const form of inTurn(failing, failing.length, at)) {
          const env = {FIREWORKS_API_KEY: secret, FIREWORKS_BASE_URL: server.url, NODE_OPTIONS: `--require=${preload}`}
          const run = await spawnFireq(['quota', 'list', '--timeout', '5', '-a', 'acme', ...form], {env})
          // What a library throws inside of a request counts as the network's failure.
          expect(run.code).toBe(name === 'inside of a request' ? 7 : 70)
          expect(leaks(secret, run.stdout, run.stderr)).toEqual([])
        }
      }
      expect(readFileSync(preload, 'utf8')).not.toContain(KEY)
    },
    60_000,
  )
})
