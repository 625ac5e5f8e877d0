import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {COMMANDS} from '../../src/command-table.js'
import {instantClock} from '../support/connection.js'
import {EVERY_COMMAND, type CommandCall} from '../support/every-command.js'
import {startFaultServer, type FaultServer, type Reply, type Seen} from '../support/fault-server.js'
import {IS_LONG_RUN} from '../support/property-runs.js'
import {runCli} from '../support/run-cli.js'
import {filesWith, LOGIN_FILE, PLACES, SECRETS, spellings} from '../support/secret-places.js'
import {wordedReply} from '../support/worded-server.js'

// A key in every place it can be put × every command × every kind of answer × every form of output. It may be sent to the
// gateway, and be in the file it came from or was logged in to; it may be nowhere else. All of that product is for the
// long run (`FIREQ_PROPERTY_RUNS`, `npm run test:deep`); here every command meets every place, and of the failures some.

/** What the request told of secrets, sent back in every text of the answer. */
function echo(seen: Seen, status: number): Reply {
  const told = [seen.headers.authorization ?? '', seen.headers['proxy-authorization'] ?? ''].join(' ').trim()
  const key = told.replace(/^Bearer /, '')
  return wordedReply(seen, {status, text: `you sent ${told} and ${key}`, id: key.replaceAll('/', '-') || 'none'})
}

const ANSWERS: Readonly<Record<string, (seen: Seen) => Reply>> = {
  'an answer that echoes': seen => echo(seen, 200),
  'a 401 that echoes': seen => echo(seen, 401),
  'a 500 that echoes': seen => echo(seen, 500),
  'an echo that is no JSON': seen => ({status: 200, body: `<html>${seen.headers.authorization}</html>`}),
  'a redirect that echoes': seen => ({
    status: 302,
    headers: {
      location: `http://${encodeURIComponent(seen.headers.authorization ?? '')}@127.0.0.1:9/${seen.headers.authorization}`,
    },
  }),
  'a connection that breaks': () => ({fault: 'reset'}),
}

const FORMS: readonly (readonly string[])[] = [['--debug', '--json'], ['--debug'], ['-o', 'csv'], ['-o', 'json']]
const ECHOES = 'an answer that echoes'
const FAILING = Object.keys(ANSWERS).filter(answer => answer !== ECHOES)
const LOCAL = 'a connection that breaks'

interface Case {
  readonly call: CommandCall
  readonly secret: string
  readonly form: readonly string[]
}

/** What is run with a key in one place and one kind of answer. A failure looks the same whatever the form would have been. */
function casesOf(place: string, answer: string): readonly Case[] {
  const placeAt = Object.keys(PLACES).indexOf(place)
  return EVERY_COMMAND.flatMap((call, at): Case[] => {
    if (!call.asks && answer !== LOCAL) return []
    const forms = answer === ECHOES ? FORMS : FORMS.slice(0, 1)
    if (IS_LONG_RUN) return SECRETS.flatMap(secret => forms.map(form => ({call, secret, form})))
    const turn = at + placeAt
    if (answer === ECHOES)
      return [{call, secret: SECRETS[turn % SECRETS.length]!, form: forms[(turn + placeAt) % forms.length]!}]
    const isItsTurn = !call.asks || FAILING[turn % (4 * FAILING.length)] === answer
    return isItsTurn ? [{call, secret: SECRETS[turn % SECRETS.length]!, form: forms[0]!}] : []
  })
}

const servers = new Map<string, FaultServer>()
beforeAll(async () => {
  for (const [name, answer] of Object.entries(ANSWERS)) servers.set(name, await startFaultServer(answer))
})
afterAll(() => Promise.all([...servers.values()].map(server => server.close())))

test('a key is kept by a login, from each of its three places', async () => {
  const [key] = SECRETS as [string]
  const {url} = servers.get('an answer that echoes')!
  for (const [words, stdin] of [
    [['set-api-key', key]],
    [['auth', 'login', '--api-key', key]],
    [['login'], key],
  ] as const) {
    const {env} = PLACES['standard input']!(key, {url, port: 0})
    const {code} = await runCli(words, {env, ...(stdin === undefined ? {} : {stdin})})
    expect([code, filesWith(env['HOME']!, key)]).toEqual([0, [LOGIN_FILE]])
  }
})

test('the calls cover every command there is', () => {
  expect(new Set(EVERY_COMMAND.map(({id}) => id))).toEqual(new Set(Object.keys(COMMANDS)))
})

describe.each(Object.keys(PLACES))('a key in %s is shown by no command', place => {
  test.each(Object.keys(ANSWERS))(
    '%s',
    async answer => {
      const leaks: string[] = []
      for (const {call, secret, form} of casesOf(place, answer)) {
        const {env, args, stdin, files} = PLACES[place]!(secret, servers.get(answer)!)
        const line = [...call.argv, ...args, ...form]
        const {stdout, stderr} = await runCli(line, {
          env,
          clock: instantClock(),
          ...(stdin === undefined ? {} : {stdin}),
        })
        if (spellings(secret).some(spelt => `${stdout}${stderr}`.includes(spelt)))
          leaks.push(`printed: ${line.join(' ')}`)
        const allowed = call.id === 'auth login' ? [...files, LOGIN_FILE] : files
        const kept = filesWith(env['HOME']!, secret).filter(file => !allowed.includes(file))
        if (kept.length > 0) leaks.push(`kept in ${kept.join()}: ${line.join(' ')}`)
      }
      expect(leaks).toEqual([])
    },
    120_000,
  )
})

describe('a key where none belongs', () => {
  const [key] = SECRETS as [string]
  const wrong: readonly (readonly string[])[] = [
    [key],
    ['quota', key],
    ['quota', 'list', key],
    ['quota', 'get', key],
    ['quota', 'set', key, '5', '--dry-run'],
    ['quota', 'set', 'monthly-spend-usd', key],
    ['quota', 'check', key],
    ['quota', 'check', '--need', `${key}=1`],
    ['quota', 'check', '--rules', key],
    ['limits', 'probe', key],
    ['limits', 'probe', '--header', `x-key=${key}`, '--debug'],
    ['limits', 'probe', 'kimi-k3', '--service-tier', key],
    ['diagnose', key],
    ['account', 'get', key],
    ['account', 'list', '--filter', key],
    ['account', 'list', '--page-token', key, '--no-paginate'],
    ['quota', 'list', '-a', key],
    ['quota', 'list', '-p', key],
    ['quota', 'list', '--base-url', `https://${key}/`],
    ['quota', 'list', '--sandbox', '--api-key', key],
    ['quota', 'list', `--sandbox=${key}`],
    ['quota', 'list', '--timeout', key],
    ['quota', 'list', `--${key}`],
    ['config', 'set', 'model', key],
    ['config', 'set', 'account-id', key],
    ['config', 'set', 'api-key', key],
    ['config', 'set', key, 'x'],
    ['config', 'get', key],
    ['completion', key],
    ['help', key],
  ]

  const shown = (words: readonly string[]) => words.join(' ').replaceAll(key, 'KEY')
  test.each(wrong.map(line => ({name: shown(line), line})))('fireq $name', async ({line}) => {
    const {env} = PLACES['the environment']!('plain-key-of-no-interest', servers.get('an answer that echoes')!)
    for (const form of [['--json'], ['--debug']]) {
      const {stdout, stderr} = await runCli([...line, ...form], {env, clock: instantClock()})
      expect(stdout).not.toContain(key)
      expect(stderr).not.toContain(key)
    }
    expect(filesWith(env['HOME']!, key)).toEqual([])
  })
})
