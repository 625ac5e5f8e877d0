import {afterEach, beforeEach, describe, expect, test} from '@jest/globals'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {newHome, writeProfile} from '../support/profile-home.js'
import {runCli} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

interface Profiles {
  readonly profiles: readonly {
    readonly profile: string | null
    readonly account: string | null
    readonly data: {readonly quotas?: readonly {readonly id: string}[]; readonly severity?: string} | null
    readonly error: {readonly code: string} | null
    readonly exitCode: number
  }[]
}

let home: string
let sandboxes: Sandbox[]

beforeEach(async () => {
  home = newHome()
  sandboxes = [
    await createSandbox(),
    await createSandbox({scenario: 'suspended-payment', overrides: {accountId: 'side'}}),
  ]
  writeProfile(home, 'work', {url: sandboxes[0]!.url})
  writeProfile(home, 'side', {url: sandboxes[1]!.url})
})
afterEach(() => Promise.all(sandboxes.map(sandbox => sandbox.close())))

const all = (...words: string[]) => runCli([...words, '--all-profiles'], {home})

describe('quota list --all-profiles', () => {
  test('is a section for each profile, shaped as one list is', async () => {
    const {stdout, code} = await all('quota', 'list', '--where', 'group=spend', '--columns', 'id,value')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^profile side, account side\nNAME +LIMIT\nmonthly-spend-usd +\$\d+\n\nprofile work, account acme\nNAME +LIMIT\nmonthly-spend-usd +\$400\n$/,
    )
  })

  test('is profiles[] in JSON, a column in csv, ids in name', async () => {
    const {data} = documentIn<Profiles>((await all('quota', 'list', '--group', 'spend', '--json')).stdout)
    expect(data.profiles.map(({profile, account}) => [profile, account])).toEqual([
      ['side', 'side'],
      ['work', 'acme'],
    ])
    expect(data.profiles.map(one => one.data!.quotas!.map(({id}) => id))).toEqual([
      ['monthly-spend-usd'],
      ['monthly-spend-usd'],
    ])
    const csv = (await all('quota', 'list', '--group', 'spend', '--columns', 'id,value', '-o', 'csv')).stdout
    expect(csv).toMatch(/^profile,id,value\nside,monthly-spend-usd,\d+\nwork,monthly-spend-usd,400\n$/)
    expect((await all('quota', 'list', '--group', 'spend', '-o', 'name')).stdout).toBe(
      'monthly-spend-usd\nmonthly-spend-usd\n',
    )
    expect((await all('quota', 'list', '--query', 'data.profiles[].account')).stdout).toBe('["side","acme"]\n')
  })

  test('shows the others when one fails, and exits with the worst', async () => {
    writeProfile(home, 'old', {url: sandboxes[0]!.url, apiKey: 'fw_invalid'})
    const {stdout, stderr, code} = await all('quota', 'list', '--group', 'spend')
    expect(code).toBe(4)
    expect(stdout).toMatch(/^profile old\nunauthorized: .+\n\nprofile side, account side\n/)
    expect(stderr).toMatch(/^warning: old: /m)
    const {data} = documentIn<Profiles>((await all('quota', 'list', '--json')).stdout)
    expect(data.profiles.map(one => [one.profile, one.error?.code ?? null, one.exitCode])).toEqual([
      ['old', 'unauthorized', 4],
      ['side', null, 0],
      ['work', null, 0],
    ])
  })

  test('with a flag that names one account is refused', async () => {
    expect(await all('quota', 'list', '-p', 'work')).toMatchObject({code: 2, stdout: ''})
  })
})

describe('limits check --all-profiles', () => {
  test('asks the model of every account, and exits with the worst', async () => {
    const {stdout, code} = await all('limits', 'check', 'kimi-k3', '--need', 'generated=1', '--json')
    expect(code).toBe(5)
    const {data} = documentIn<Profiles>(stdout)
    expect(data.profiles.map(({profile, exitCode, data: own}) => [profile, exitCode, own?.severity])).toEqual([
      ['side', 5, 'critical'],
      ['work', 0, 'ok'],
    ])
    const text = await all('limits', 'check', 'kimi-k3', '--need', 'generated=1')
    expect(text.stdout).toMatch(/^profile side, account side\n[^]*\n\nprofile work, account acme\n/)
    const {stdout: csv} = await all('limits', 'check', 'kimi-k3', '--need', 'generated=1', '-o', 'csv')
    expect(csv).toMatch(/^profile,model,dimension,/)
  })
})

describe('quota check --all-profiles', () => {
  test('exits with the worst: a suspension before a full quota', async () => {
    const {stdout, code} = await all('quota', 'check')
    expect(code).toBe(5)
    expect(stdout).toMatch(/^profile side, account side\nNAME .*\nside +.*critical +the account is suspended/)
    expect(stdout).toMatch(/\n\nprofile work, account acme\n/)
    const {data} = documentIn<Profiles>((await all('quota', 'check', '--json')).stdout)
    expect(data.profiles.map(one => one.data!.severity)).toEqual(['critical', 'warning'])
  })

  test('is one report for monitoring, with the profile in every name', async () => {
    const nagios = await all('quota', 'check', 'monthly-spend-usd', '--format', 'nagios')
    expect(nagios.code).toBe(2)
    expect(nagios.stdout).toMatch(
      /^QUOTA CRITICAL: .* \| 'side\/monthly-spend-usd'=\S+ 'work\/monthly-spend-usd'=\S+\n/,
    )
    writeProfile(home, 'old', {url: sandboxes[0]!.url, apiKey: 'fw_invalid'})
    const github = await all('quota', 'check', 'job-submission-count', '--format', 'github')
    expect(github.code).toBe(4)
    expect(github.stdout).toMatch(/^::error title=quota old%3A unknown::old: /m)
  })
})
