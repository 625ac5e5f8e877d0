import {describe, expect, test} from '@jest/globals'
import {COMMANDS} from '../../src/command-table.js'
import {runCli} from '../support/run-cli.js'

/** A line that is nearly right, its exit code, and what stderr says instead of it. */
const MISTAKES: readonly (readonly [line: string, code: number, said: string])[] = [
  ['quota list --sandbox throttled', 2, 'did you mean `--sandbox=throttled`?'],
  ['limits probe --sandbox overloaded', 2, 'did you mean `--sandbox=overloaded`?'],
  ['quota list monthly-spend-usd', 2, 'did you mean `fireq quota get monthly-spend-usd'],
  ['quota get h100 --sandbox', 3, '`ap-tokyo-1--h100-count`, `global--h100-count`, `training-h100-count`'],
  ['quota get global-h100-coun --sandbox', 3, 'did you mean `global--h100-count`?'],
  ['quota get a100 --sandbox', 3, 'did you mean `global--a100-count`?'],
  ['quota get global-h100 --sandbox', 3, 'did you mean `global--h100-count`?'],
  ['quota get spend --sandbox', 3, 'did you mean `monthly-spend-usd`?'],
  ['quota explain a100 --sandbox', 3, 'did you mean `global--a100-count`?'],
  ['quota explain h100 --sandbox', 3, '`ap-tokyo-1--h100-count`, `global--h100-count`, `training-h100-count`'],
  ['quota set a100 4 --sandbox --yes', 3, 'did you mean `global--a100-count`?'],
  ['quota check a100 --sandbox', 3, 'did you mean `global--a100-count`?'],
  ['quota list tier2 --sandbox', 2, 'did you mean `--sandbox=tier2`?'],
  ['status suspended-credits --sandbox', 2, 'did you mean `--sandbox=suspended-credits`?'],
  ['status --json suspended-credits', 2, 'did you mean `--sandbox=suspended-credits`?'],
  ['throttled status --sandbox', 2, 'did you mean `--sandbox=throttled`?'],
  ['limits probe kimi-k3 overloaded --sandbox', 2, 'did you mean `--sandbox=overloaded`?'],
  ['spend chek', 2, 'did you mean `fireq spend check`?'],
  ['spend foo', 2, 'see `fireq spend --help`'],
  ['spend --by day chek', 2, 'did you mean `fireq spend check`?'],
  ['quota edit monthly-spend-usd', 2, 'did you mean `fireq quota set`?'],
  ['edit quota monthly-spend-usd', 2, 'did you mean `fireq quota set`?'],
  ['quota show monthly-spend-usd', 2, 'did you mean `fireq quota get`?'],
  ['quota frobnicate', 2, 'see `fireq quota --help`'],
  ['deployment list', 2, "fireq does not have firectl's `deployment list`"],
  ['deployment list', 2, 'the nearest is `fireq quota explain`: who holds GPUs'],
  ['list deployments', 2, 'the nearest is `fireq quota explain`: who holds GPUs'],
  ['list models', 2, 'the nearest is `fireq model list`'],
  ['model create mine', 2, 'the nearest is `fireq model list`'],
  ['model lst', 2, 'did you mean `fireq model list`?'],
  ['list api-keys', 2, 'the nearest is `fireq key list`'],
  ['signin', 2, 'the nearest is `fireq auth login`'],
  ['upgrade', 2, 'the nearest is `fireq version`: install a newer one as this one was installed'],
  ['list datasets', 2, 'the nearest is `fireq api`: reads any list of the account API'],
  ['dataset list', 2, "fireq does not have firectl's `dataset list`"],
  ['quota set monthly-spend-usd=450 500', 2, 'the value is given twice, as NAME=VALUE and as an argument'],
  ['quota set monthly-spend-usd=', 2, 'it is empty'],
  ['quota list --page-size abc', 2, '`--page-size abc` is not a whole number'],
  ['quota check --warn 0.8', 2, 'write it like 80% or 99.5%'],
  ['config set timout 3', 2, 'did you mean `timeout`?'],
  ['config set colour never', 2, 'did you mean `color`?'],
  ['completion', 2, 'missing argument SHELL: one of bash, zsh, fish, powershell'],
  ['completion zhs', 2, 'did you mean `zsh`?'],
  ['quota list -o yml', 2, 'did you mean `yaml`?'],
  ['quota list --json -o csv', 2, '"`--json` and `-o csv` cannot be used together"'],
]

describe('a line that is nearly right is answered with the right one', () => {
  test.each(MISTAKES)('%s: exit %i, %s', async (line, exitCode, said) => {
    const {code, stdout, stderr} = await runCli(line.split(' '))
    expect([code, `${stdout}${stderr}`]).toEqual([exitCode, expect.stringContaining(said)])
  })

  // One letter too few, in every command of two words.
  test.each(Object.keys(COMMANDS).filter(id => id.includes(' ') && !id.startsWith('billing') && id !== 'config unset'))(
    'a misspelt `%s` is found',
    async id => {
      const [noun = '', verb = ''] = id.split(' ')
      const {code, stderr} = await runCli([noun, `${verb.slice(0, 1)}${verb.slice(2)}`])
      expect([code, stderr]).toEqual([2, expect.stringContaining(`did you mean \`fireq ${id}\`?`)])
    },
  )

  test('quota set takes NAME=VALUE', async () => {
    const {code, stdout} = await runCli('quota set monthly-spend-usd=390 --sandbox --dry-run --json'.split(' '))
    expect(code).toBe(0)
    expect(stdout).toContain('390')
  })

  test('a bare number after --warn and --crit is a percentage', async () => {
    const bare = await runCli('quota check --sandbox --warn 90 --crit 99 --json monthly-spend-usd'.split(' '))
    const exact = await runCli('quota check --sandbox --warn 90% --crit 99% --json monthly-spend-usd'.split(' '))
    const rule = (text: string) => (JSON.parse(text) as {data: {checks: {rule: string}[]}}).data.checks[0]!.rule
    expect([bare.code, rule(bare.stdout)]).toEqual([exact.code, rule(exact.stdout)])
    expect(rule(bare.stdout)).toBe('warn 90%, crit 99%')
  })
})
