import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {parse} from 'yaml'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {readCsv} from '../render/delimited-reader.js'
import {newHome, writeProfile} from '../support/profile-home.js'
import {runCli} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

interface OneProfile {
  readonly profile: string
  readonly account: string | {readonly id: string} | null
  readonly error: {readonly code: string; readonly message: string} | null
  readonly exitCode: number
}
interface Profiles {
  readonly profiles: readonly OneProfile[]
}

/** Every command that takes `--all-profiles`; source: the contract of the command line, §3. */
const COMMANDS = [
  ['status'],
  ['quota', 'list'],
  ['quota', 'check', '--need', 'global--b200-count=1'],
  ['quota', 'explain'],
  ['spend'],
  ['model', 'check', 'kimi-k3'],
  ['key', 'check'],
  ['limits', 'check', 'kimi-k3'],
] as const

const home = newHome()
let sandboxes: Sandbox[]

beforeAll(async () => {
  const [work, side, down] = (sandboxes = [
    await createSandbox(),
    await createSandbox({overrides: {accountId: 'side'}}),
    await createSandbox({overrides: {accountId: 'down'}}),
  ])
  down!.fault({route: '*', kind: '403', times: 'always'})
  // By name the one that fails comes first.
  writeProfile(home, 'a-down', down!)
  writeProfile(home, 'side', {url: side!.url})
  writeProfile(home, 'work', {url: work!.url})
})
afterAll(() => Promise.all(sandboxes.map(sandbox => sandbox.close())))

const idOf = ({account}: OneProfile) => (typeof account === 'string' || account === null ? account : account.id)

describe.each(COMMANDS.map(words => ({name: words.join(' '), words})))('$name --all-profiles', ({words}) => {
  const run = (...more: string[]) => runCli([...words, '--all-profiles', ...more], {home})

  test('shows every account, whichever fails, and exits with the worst', async () => {
    const {stdout, code} = await run('--json')
    const {data, source} = documentIn<Profiles>(stdout)
    expect([source, data.profiles.map(({profile}) => profile)]).toEqual(['live', ['a-down', 'side', 'work']])
    const [down, side, work] = data.profiles as [OneProfile, OneProfile, OneProfile]
    expect([idOf(side), idOf(work)]).toEqual(['side', 'acme'])
    expect([side.error, work.error]).toEqual([null, null])
    expect([down.exitCode, down.error === null ? null : down.error.code]).toEqual([4, 'forbidden'])
    expect(code).toBe(4)
  })

  test('is one section, one column and one entry each, in every format', async () => {
    const text = await run()
    expect(text.code).toBe(4)
    for (const name of ['a-down', 'side', 'work'])
      expect(text.stdout).toMatch(new RegExp(`^(?:profile )?${name}\\b`, 'm'))
    const csv = readCsv((await run('-o', 'csv')).stdout)
    expect(csv[0]![0]).toBe('profile')
    expect(new Set(csv.map(record => record.length)).size).toBe(1)
    const named = new Set(csv.slice(1).map(([profile]) => profile))
    for (const name of ['side', 'work']) expect([name, named.has(name)]).toEqual([name, true])
    const yaml = parse((await run('-o', 'yaml')).stdout) as {data: Profiles}
    expect(yaml.data.profiles.map(idOf)).toEqual([null, 'side', 'acme'])
    const queried = await run('--query', 'data.profiles[].exitCode')
    expect([queried.code, JSON.parse(queried.stdout)]).toEqual([4, yaml.data.profiles.map(({exitCode}) => exitCode)])
  })
})
