import {beforeAll, describe, expect, test} from '@jest/globals'
import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {completionTable, type CompletionTable} from '../../src/lib/help/completion/table.js'
import {SHELLS} from '../../src/lib/help/completion/shells.js'
import {spawnFireq} from '../support/spawn-fireq.js'
import {describeCommands} from '../../src/describe-commands.js'
import {HELP_TOPICS} from '../../src/lib/help/topics/names.js'
import {SETTINGS} from '../../src/lib/config/setting-table.js'
import {WELL_KNOWN_QUOTAS} from '../../src/lib/domain/quota/well-known-quotas.js'
import {SCENARIOS} from '../../src/lib/sandbox/scenario-names.js'
import {runCli} from '../support/run-cli.js'

// The scripts are read by the shells themselves: bash always, zsh and fish where they are installed.

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0
const folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-completion-'))
process.once('exit', () => rmSync(folder, {recursive: true, force: true}))
const file = (shell: string) => path.join(folder, `fireq.${shell}`)

beforeAll(async () => {
  const own = path.join(folder, 'fireq/profiles')
  mkdirSync(own, {recursive: true})
  // The last name would be run, or split, by a shell that expands it.
  for (const name of ['prod', 'staging', '$(touch ran) x']) writeFileSync(path.join(own, `${name}.json`), '{}')
  mkdirSync(path.join(folder, '.fireworks/profiles/old'), {recursive: true})
  writeFileSync(path.join(folder, '.fireworks/profiles/old/auth.ini'), '')
  for (const shell of SHELLS) writeFileSync(file(shell), (await runCli(['completion', shell])).stdout)
})

test.each(SHELLS)('the launcher prints the %s script as the command makes it, without starting fireq', async shell => {
  const {stdout, code} = await spawnFireq(['completion', shell])
  expect([code, stdout]).toEqual([0, readFileSync(file(shell), 'utf8')])
})

interface Case {
  /** Words before the cursor's word, then the cursor's word. */
  readonly line: readonly string[]
  /** All that is offered, in any order; or some of it. */
  readonly offers?: readonly string[]
  readonly among?: readonly string[]
  readonly without?: readonly string[]
}

const QUOTA_IDS = WELL_KNOWN_QUOTAS.map(({id}) => id)
const SCENARIO_NAMES = SCENARIOS.map(({name}) => name)
const TOPIC_NAMES = HELP_TOPICS.map(({name}) => name)

/** What every shell must offer. Names of commands come from this list, not from the code: a lost one must fail. */
const CASES: readonly Case[] = [
  {
    line: [''],
    among: ['quota', 'account', 'tier', 'auth', 'config', 'sandbox', 'completion', 'help'],
    without: ['list'],
  },
  {line: ['quo'], offers: ['quota']},
  {line: ['quota', ''], among: ['list', 'get'], without: ['account', 'update']},
  {line: ['quota', 'l'], offers: ['list']},
  {line: ['-a', 'acme', 'account', ''], offers: ['list', 'get']},
  {line: ['--account-id', 'quota', 'account', 'g'], offers: ['get']},
  {line: ['list', ''], offers: ['quotas', 'accounts']},
  {line: ['quota', 'list', '--page-'], offers: ['--page-size', '--page-token']},
  {line: ['list', 'quotas', '--no-p'], offers: ['--no-pager', '--no-paginate']},
  {line: ['whoami', '--acc'], offers: ['--account-id']},
  {line: ['quota', 'get', ''], offers: QUOTA_IDS},
  {line: ['quota', 'get', 'monthly-spend-usd', 'global--h1'], offers: ['global--h100-count']},
  {line: ['get', 'quota', 'mon'], offers: ['monthly-spend-usd']},
  {line: ['quota', 'get', '--dry-run', '--', 'mon'], offers: ['monthly-spend-usd']},
  {line: ['quota', 'list', '-o', ''], offers: ['text', 'json', 'yaml', 'csv', 'tsv', 'name']},
  {line: ['quota', 'list', '--columns', 'us'], offers: ['usage']},
  {line: ['quota', 'list', '--group', 'on'], offers: ['on-demand-gpu']},
  {line: ['quota', 'list', '--status', 'w'], offers: ['warning']},
  {line: ['quota', 'get', '-o', ''], offers: ['text', 'json', 'yaml', 'csv', 'tsv', 'name', 'flag']},
  {line: ['--output', 'c'], offers: ['csv']},
  {line: ['sandbox', '--scenario', ''], offers: SCENARIO_NAMES},
  {line: ['--sandbox', 'tier', ''], offers: ['list']},
  {line: ['quota', 'list', '--api-key', ''], offers: []},
  {line: ['help', ''], among: [...TOPIC_NAMES, 'quota', 'account']},
  {line: ['help', 'exit'], offers: ['exit-codes']},
  {line: ['help', 'account', ''], offers: ['list', 'get']},
  {line: ['config', 'set', ''], offers: SETTINGS.map(({key}) => key)},
  {line: ['completion', ''], offers: [...SHELLS]},
  {line: ['-p', ''], offers: ['prod', 'staging', 'old']},
  {line: ['auth', 'switch', 'pr'], offers: ['prod']},
  {line: ['config', 'set', 'color', ''], offers: ['auto', 'always', 'never']},
  {line: ['config', 'set', 'sandbox', 'thr'], offers: ['throttled']},
  {line: ['config', 'set', 'timeout', ''], offers: []},
  {line: ['limits', 'probe', 'glm'], offers: ['glm-5p3', 'glm-5p3-fast', 'glm-5p3-flash']},
  {line: ['spend', '--by', ''], offers: ['model', 'key', 'user', 'day', 'kind']},
  {line: ['spend', 'check', '--format', ''], offers: ['text', 'json', 'nagios', 'junit', 'github']},
  {line: ['quota', 'explain', '--by', ''], offers: ['owner', 'holder', 'region']},
  {line: ['quota', 'explain', 'global--h1'], offers: ['global--h100-count']},
  {line: ['quota', 'explain', '-o', ''], offers: ['text', 'json', 'yaml', 'csv', 'tsv', 'name']},
  {line: ['model', 'check', 'kimi'], offers: ['kimi-k3', 'kimi-k3-fast']},
  {line: ['model', 'list', '--size', ''], offers: ['small', 'medium', 'large']},
  {line: ['key', ''], offers: ['list', 'check']},
  {line: ['key', 'list', '--columns', 'ow'], offers: ['owner']},
  {line: ['key', 'check', '--format', 'nag'], offers: ['nagios']},
  {line: ['limits', 'check', '--need', 'gen'], offers: ['generated=']},
  {line: ['open', ''], offers: ['billing', 'keys', 'limits', 'status']},
  {line: ['config', 'path', ''], offers: []},
  {line: ['no-such-command', ''], offers: []},
]

const title = ({line}: Case) => `fireq ${line.join(' ')}⇥`

function judge(words: readonly string[], {offers, among = [], without = []}: Case): void {
  if (offers !== undefined) expect([...words].sort()).toEqual([...offers].sort())
  expect(words).toEqual(expect.arrayContaining([...among]))
  expect(words.filter(word => without.includes(word))).toEqual([])
}

/** Runs a shell's own program and gives what it printed, line by line; anything on stderr fails. */
function lines(shell: string, args: readonly string[]): string[] {
  const env = {PATH: process.env['PATH'] ?? '', HOME: folder, TERM: 'dumb', XDG_CONFIG_HOME: folder}
  const {stdout, stderr, status} = spawnSync(shell, args, {env, encoding: 'utf8', timeout: 15_000})
  expect({stderr, status}).toEqual({stderr: '', status: 0})
  return stdout.split('\n').filter(line => line !== '')
}

/** Stands before what is offered for each line, so that one start of a shell does for all of them. */
const MARK = '@@'
function offered(printed: readonly string[]): string[][] {
  const lists: string[][] = []
  for (const line of printed) {
    if (line === MARK) lists.push([])
    else lists.at(-1)!.push(line)
  }
  return lists
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`

describe('bash', () => {
  const ask = (words: readonly string[]) =>
    `COMP_WORDS=(fireq ${words.map(quoted).join(' ')}); COMP_CWORD=${words.length}; _fireq; printf '%s\\n' ${MARK} "\${COMPREPLY[@]}"`
  const completeAll = (all: readonly (readonly string[])[], more = '') =>
    offered(lines('bash', ['--norc', '-c', `${more}source ${quoted(file('bash'))}\n${all.map(ask).join('\n')}`]))
  const complete = (words: readonly string[], more = '') => completeAll([words], more)[0]!
  let found: readonly (readonly string[])[] = []
  beforeAll(() => {
    found = completeAll(CASES.map(({line}) => line))
  })

  test('accepts the script', () => {
    expect(lines('bash', ['-n', file('bash')])).toEqual([])
    expect(lines('bash', ['--norc', '-c', `source ${quoted(file('bash'))}; complete -p fireq`])).toEqual([
      'complete -F _fireq fireq',
    ])
  })

  test.each(CASES.map((each, at) => [title(each), each, at] as const))('%s', (_, each, at) => {
    judge(found[at]!, each)
  })

  test('a value after =, as readline splits it and as it does not', () => {
    expect(complete(['--sandbox', '=', 'near'])).toEqual(['near-spend-limit'])
    expect(complete(['--sandbox=near'])).toEqual(['--sandbox=near-spend-limit'])
    expect(complete(['--sandbox', '='])).toEqual([...SCENARIO_NAMES])
    expect(complete(['quota', 'get', '--output', '=', 'fl'])).toEqual(['flag'])
    expect(complete(['--output', '=', 'json', 'quota', 'l'])).toEqual(['list'])
    expect(complete(['--sandb'])).toEqual(['--sandbox', '--sandbox='])
  })

  test('a part of a name, where no name begins so', () => {
    expect(complete(['quota', 'get', 'h200'])).toEqual(QUOTA_IDS.filter(id => id.includes('h200')))
    expect(complete(['quota', 'get', 'onthly'])).toEqual(['monthly-spend-usd'])
  })

  test('survives the strict settings that people have', () => {
    expect(complete(['quota', 'l'], 'set -u; shopt -s extglob nullglob; ')).toEqual(['list'])
  })

  test('runs no program and names no key', async () => {
    const {stdout} = await runCli(['completion', 'bash'], {env: {FIREWORKS_API_KEY: 'fw_sandbox_not_printed'}})
    expect(stdout).not.toContain('fw_')
    expect(stdout).not.toMatch(/\$\((?!\()/)
  })
})

/** fish and zsh are not everywhere: where they are missing the reason stands in the test's name. */
const fish = has('fish') ? describe : describe.skip
fish(has('fish') ? 'fish' : 'fish (skipped: fish is not installed)', () => {
  const ask = (words: readonly string[]) => `echo ${MARK}; complete -C ${quoted(['fireq', ...words].join(' '))}`
  const completeAll = (all: readonly (readonly string[])[]) =>
    offered(
      lines('fish', ['--no-config', '-c', `source ${quoted(file('fish'))}\n${all.map(ask).join('\n')}`]).map(
        line => line.split('\t')[0]!,
      ),
    )
  const complete = (words: readonly string[]) => completeAll([words])[0]!
  let found: readonly (readonly string[])[] = []
  beforeAll(() => {
    found = completeAll(CASES.map(({line}) => line))
  })

  test('accepts the script', () => {
    expect(lines('fish', ['--no-config', '-n', file('fish')])).toEqual([])
  })

  test.each(CASES.map((each, at) => [title(each), each, at] as const))('%s', (_, each, at) => {
    judge(found[at]!, each)
  })

  test('a value after =, and what a word means', () => {
    expect(complete(['--sandbox=near'])).toEqual(['--sandbox=near-spend-limit'])
    const shown = lines('fish', ['--no-config', '-c', `source ${quoted(file('fish'))}; complete -C 'fireq quota g'`])
    expect(shown).toEqual(['get\tone quota, or several'])
  })
})

const zsh = has('zsh') ? describe : describe.skip
zsh(has('zsh') ? 'zsh' : 'zsh (skipped: zsh is not installed)', () => {
  /**
   * The script in a zsh that draws nothing: `_describe` is what the shell would show, so it is replaced by a printer.
   * Everything else is the real thing; the driven terminal below shows that `_describe` takes it.
   */
  const ask = (words: readonly string[]) =>
    `print ${MARK}; words=(fireq ${words.map(quoted).join(' ')}); CURRENT=\${#words}; PREFIX=\${words[CURRENT]}; _fireq`
  const completeAll = (all: readonly (readonly string[])[]) =>
    offered(
      lines('zsh', [
        '-f',
        '-c',
        `compdef() { :; }; compset() { PREFIX=\${PREFIX#*=}; }
         _files() { print -r -- FILES; }
         _describe() { local w; for w in "\${found[@]}" "\${open[@]}"; do [[ \${w%%:*} == "$PREFIX"* ]] && print -r -- \${w%%:*}; done; return 0; }
         source ${quoted(file('zsh'))}
         ${all.map(ask).join('\n')}
         true`,
      ]),
    )
  const complete = (words: readonly string[]) => completeAll([words])[0]!
  let found: readonly (readonly string[])[] = []
  beforeAll(() => {
    found = completeAll(CASES.map(({line}) => line))
  })

  test('accepts the script, as a file of fpath too', () => {
    expect(lines('zsh', ['-n', file('zsh')])).toEqual([])
    const autoloaded = lines('zsh', [
      '-f',
      '-c',
      `cp ${quoted(file('zsh'))} ${quoted(path.join(folder, '_fireq'))}; fpath=(${quoted(folder)} $fpath); autoload -Uz compinit; compinit -u -D; print -r -- $_comps[fireq]`,
    ])
    expect(autoloaded).toEqual(['_fireq'])
  })

  test.each(CASES.map((each, at) => [title(each), each, at] as const))('%s', (_, each, at) => {
    judge(found[at]!, each)
  })

  test('a value after =', () => {
    expect(complete(['--sandbox=near'])).toEqual(['near-spend-limit'])
  })
})

/** Keys typed into each shell in a terminal of its own, made by `script` of util-linux; what runs is a function. */
const TERMINALS = [
  {shell: 'bash', run: 'bash --norc --noprofile -i', begin: 'fireq() { echo "RAN:$*"; }'},
  {
    shell: 'zsh',
    run: 'zsh -f -i',
    begin: 'fireq() { print -r -- "RAN:$*"; }; autoload -Uz compinit; compinit -u -D',
  },
  {shell: 'fish', run: 'fish --no-config -i', begin: 'function fireq; echo "RAN:$argv"; end'},
]

describe('in a driven terminal', () => {
  for (const {shell, run, begin} of TERMINALS) {
    const missing = [shell, 'script'].filter(program => !has(program))
    const driven = missing.length === 0 ? test : test.skip
    const why = missing.length === 0 ? '' : ` (skipped: ${missing.join(' and ')} not installed)`
    driven(`${shell} completes a command, a quota id, a flag and a scenario at the Tab key${why}`, () => {
      const keys = [
        `${begin}; source ${quoted(file(shell))}`,
        'fireq quo\tge\tmon\t--dry\t',
        'fireq --sandbox=thr\tquota li\t',
        'exit\n',
      ].join('\n')
      // The keys stay open a little: a shell that is still starting must not find the end of its input.
      const typed = `(printf '%s' "$KEYS"; sleep 2) | script -qec ${quoted(run)} /dev/null`
      const env = {PATH: process.env['PATH'] ?? '', HOME: folder, TERM: 'xterm', XDG_CONFIG_HOME: folder, KEYS: keys}
      const {stdout} = spawnSync('sh', ['-c', typed], {env, encoding: 'utf8', timeout: 15_000})
      const ran = [...stdout.matchAll(/RAN:([a-z-][^\r\n]*)/g)].map(([, words]) => words!.trim())
      expect(ran).toEqual(['quota get monthly-spend-usd --dry-run', '--sandbox=throttled quota list'])
    })
  }
})

describe('powershell', () => {
  test('is ASCII with balanced quotes and braces, and knows every command', async () => {
    const {stdout} = await runCli(['completion', 'powershell'])
    expect(stdout).toMatch(/^[\x20-\x7e\n]+$/)
    const code = stdout.replace(/^#.*$/gm, '').replace(/'(?:[^']|'')*'/g, "''")
    expect(code).not.toMatch(/'''/)
    for (const [open, close] of ['{}', '()', '[]']) expect(code.split(open!).length).toBe(code.split(close!).length)
    for (const {id} of await describeCommands()) expect(stdout).toContain(`= '${id}'\n`)
  })
})

describe('the table behind the scripts', () => {
  let table: CompletionTable
  beforeAll(
    async () =>
      (table = completionTable(
        await describeCommands(),
        SCENARIOS.map(({name, summary}) => ({word: name, summary})),
      )),
  )

  test('leads to every command by every spelling', async () => {
    const walk = (spelling: string) =>
      spelling.split(' ').reduce<string | null>((from, word) => {
        const step = from === null ? undefined : table.steps.find(each => each.from === from && each.word === word)
        return step?.to ?? null
      }, '')
    for (const {id, aliases} of await describeCommands()) {
      for (const spelling of [id, ...aliases]) expect([spelling, walk(spelling)]).toEqual([spelling, id])
    }
  })

  test('a flag that is a switch of one command takes no word as its value: the scripts know one list for all', async () => {
    const all = (await describeCommands()).flatMap(({flags}) => flags)
    for (const flag of all.filter(({takesValue}) => !takesValue)) {
      const spellings = [`--${flag.name}`, ...(flag.char === undefined ? [] : [`-${flag.char}`])]
      expect(table.valueFlags.filter(each => spellings.includes(each))).toEqual([])
    }
    expect(table.valueFlags).not.toContain('--sandbox')
    expect(table.valueFlags).toEqual(expect.arrayContaining(['-a', '--account-id', '--page-size', '-o']))
  })

  test('offers a file where one is meant, and no word that a shell would split', async () => {
    for (const {flags, id} of await describeCommands()) {
      for (const flag of flags.filter(({helpValue}) => helpValue === 'FILE')) {
        const entry = table.flagValues.find(each => each.route === id && each.spellings.includes(`--${flag.name}`))
        expect([flag.name, entry?.values]).toEqual([flag.name, 'files'])
      }
    }
  })
})

describe('fireq completion', () => {
  test('needs no home, no key and no network, and prints the script alone', async () => {
    const {stdout, stderr, code} = await runCli(['completion', 'bash'], {env: {HTTPS_PROXY: 'nonsense://'}, home: null})
    expect({stderr, code}).toEqual({stderr: '', code: 0})
    expect(stdout).toMatch(/^# bash completion for fireq \d/)
    expect(stdout.endsWith('complete -F _fireq fireq\n')).toBe(true)
  })

  test('says how to install it, for each shell', async () => {
    const {stdout} = await runCli(['completion', '--help'])
    for (const word of ['~/.bashrc', '$fpath', 'completions/fireq.fish', '$PROFILE']) expect(stdout).toContain(word)
  })

  test.each([[[]], [['tcsh']], [['bash', 'zsh']]])('%j is a usage error', async words => {
    expect((await runCli(['completion', ...words])).code).toBe(2)
  })
})
