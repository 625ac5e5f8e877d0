import {describe, expect, test} from '@jest/globals'
import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {ENVIRONMENT} from '../../src/lib/help/environment-table.js'
import {aliasesOf, COMMANDS, loadCommand} from '../../src/command-table.js'
import {TOPICS} from '../../src/lib/help/command-topics.js'
import {FIRECTL_ONLY} from '../../src/lib/help/firectl-commands.js'
import {HELP_TOPICS} from '../../src/lib/help/topics/names.js'
import {SETTINGS} from '../../src/lib/config/setting-table.js'
import {EXIT_CODES} from '../../src/lib/domain/exit-codes.js'
import {SIZE_CLASSES, SIZE_CLASSES_MID_2026, type SizeClass} from '../../src/lib/domain/facts/rate-limits.js'
import {SPENDING_TIERS} from '../../src/lib/domain/facts/tiers.js'
import {formatCompact, formatUsd} from '../../src/lib/domain/text/units.js'
import {runCli} from '../support/run-cli.js'

const page = async (words: string) => (await runCli(words.split(' '))).stdout
/** The cells of the table rows in a text: columns are two spaces apart. */
const cells = (text: string) => text.split('\n').map(line => line.trim().split(/ {2,}/))
const flat = (text: string) => text.replace(/\s+/g, ' ')

describe('root help', () => {
  test('examples come first, and every command and topic is there once, in a group', async () => {
    const text = await page('--help')
    expect(text.indexOf('EXAMPLES')).toBeLessThan(text.indexOf('USAGE'))
    const rows = cells(text).map(([name]) => name)
    const shown = Object.keys(COMMANDS).filter(id => !FIRECTL_ONLY.includes(id))
    for (const id of shown) expect([id, rows.filter(name => name === id).length]).toEqual([id, 1])
    for (const {name} of HELP_TOPICS) expect(rows).toContain(`fireq help ${name}`)
    expect(text).not.toContain('OTHER COMMANDS')
  })

  test('its examples are lines that parse', async () => {
    const text = await page('--help')
    const lines = [...text.matchAll(/^ {2}\$ fireq (.+)$/gm)].map(([, line]) => line!)
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) expect((await runCli([...line.split(' '), '--help'])).code).toBe(0)
  })

  test.each(['help', '-h', '--help', ''])('`fireq %s` shows it', async words => {
    const {stdout, code} = await runCli(words === '' ? [] : [words])
    expect({stdout, code}).toEqual({stdout: await page('--help'), code: 0})
  })

  test('no line of any help is wider than 100 columns in a pipe, or than a narrow terminal', async () => {
    const words = [...Object.keys(COMMANDS), ...Object.keys(TOPICS), ...HELP_TOPICS.map(({name}) => name)]
    for (const word of words) {
      const {stdout} = await runCli(['help', ...word.split(' ')])
      // An example is one line, whatever its length: it is there to be copied.
      const lines = stdout.split('\n').filter(line => !line.startsWith('  $ ') && !line.startsWith('  # '))
      expect([word, lines.filter(line => line.length > 100)]).toEqual([word, []])
    }
  })

  test('every page is readable at 60 columns', async () => {
    const words = [...Object.keys(COMMANDS), ...Object.keys(TOPICS), ...HELP_TOPICS.map(({name}) => name), '']
    for (const word of words) {
      const asked = ['help', ...word.split(' ')].filter(each => each !== '')
      const {stdout} = await runCli(asked, {tty: true, columns: 60, env: {NO_COLOR: '1'}})
      // Examples too, and none is broken: each is a line to copy.
      expect([word, stdout.match(/^ {2}\$ .*\\$/m)]).toEqual([word, null])
      const wide = stdout.split('\n').filter(line => line.length > 60)
      expect([word, wide]).toEqual([word, []])
    }
  })
})

describe('help of a command and of a topic', () => {
  test.each(Object.keys(COMMANDS))('%s: the same by --help, by help and by its aliases', async id => {
    const text = await page(`${id} --help`)
    expect(text).toContain(`USAGE\n  fireq ${id}`)
    expect(text).toContain('EXAMPLES\n')
    expect(flat(text)).toContain('fireq help exit-codes')
    expect(await page(`help ${id}`)).toBe(text)
    for (const alias of aliasesOf(await loadCommand(id))) expect(await page(`${alias} --help`)).toBe(text)
  })

  test('a command shows its own flags, and two lines for those of every command', async () => {
    const text = await page('quota check --help')
    expect(text).toContain('--max-used NAME=')
    expect(text).not.toContain('--account-id')
    expect(text).toMatch(/GLOBAL FLAGS\n {2}-o, --json, --query +text\|json\|.*\n {2}fireq help flags +\S/)
    expect(await page('help flags')).toContain('--account-id')
  })

  test.each([
    ['open', 'billing, keys, limits, status'],
    ['completion', 'bash, zsh, fish, powershell'],
    ['quota list', "json is firectl's shape"],
  ])('%s names its possible values: %s', async (id, values) => {
    expect(flat(await page(`${id} --help`))).toContain(values)
  })

  test('firectl: what maps to what, and what only firectl has', async () => {
    const rows = cells(await page('help firectl'))
    expect(rows).toContainEqual(['firectl list quotas', 'fireq quota list'])
    expect(rows).toContainEqual(['firectl update quota', 'fireq quota set'])
    expect(rows).toContainEqual(['deployment', expect.stringMatching(/^`quota explain`/)])
  })

  test.each(Object.keys(TOPICS))('%s lists its commands', async topic => {
    const rows = cells(await page(`help ${topic}`)).map(([name]) => name)
    const own = Object.keys(COMMANDS).filter(id => id.startsWith(`${topic} `))
    expect(own.length).toBeGreaterThan(0)
    for (const id of own) expect(rows).toContain(id)
    expect(await page(topic)).toBe(await page(`help ${topic}`))
  })
})

test.each([
  ['exitcodes', 'fireq help exit-codes'],
  ['ratelimits', 'fireq help rate-limits'],
  ['stauts', 'fireq status'],
  ['nothing-like-it', 'see `fireq --help`'],
])('`fireq help %s` tells what was meant', async (word, meant) => {
  const {code, stderr} = await runCli(['help', word])
  expect(code).toBe(2)
  expect(stderr).toContain(`hint: ${meant.startsWith('see') ? meant : `did you mean \`${meant}\`?`}`)
})

describe('fireq help exit-codes', () => {
  test('is the table of the code, and nothing else', async () => {
    const shown = cells(await page('help exit-codes')).filter(([code]) => /^\d+$/.test(code!))
    expect(shown).toEqual(
      EXIT_CODES.map(({code, retry, meaning}) => [String(code), retry === null ? '–' : retry ? 'yes' : 'no', meaning]),
    )
  })

  test('says the order of the worst', async () => {
    expect(flat(await page('help exit-codes'))).toContain('in this order: 70, 2, 4, 5, 3, 1, 6, 7, 11, 10, 0.')
  })
})

describe('fireq help environment', () => {
  test('names every variable that the code reads, and none that it does not', () => {
    expect(ENVIRONMENT.map(({name}) => name).sort()).toEqual([...variablesOfTheCode()].sort())
    expect(new Set(ENVIRONMENT.map(({name}) => name)).size).toBe(ENVIRONMENT.length)
  })

  test('shows each with the flag that beats it', async () => {
    const rows = cells(await page('help environment'))
    for (const {name, flag} of ENVIRONMENT) expect(rows).toContainEqual([name, flag ?? '–', expect.any(String)])
  })
})

/** What the source reads of the environment: literal look-ups, and the names in the tables that are looked up. */
function variablesOfTheCode(): Set<string> {
  const found = new Set<string>(SETTINGS.flatMap(({variables}) => variables.map(({name}) => name)))
  const files = readdirSync('src/lib', {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts'))
  for (const file of files.filter(name => !name.endsWith('environment-table.ts'))) {
    const source = readFileSync(path.join('src/lib', file), 'utf8')
    const names = [
      ...source.matchAll(/\benv(?:\.|\[')([A-Za-z_]+)/g),
      ...source.matchAll(/(?:environmentValue\(place|given\(place, [^)]*?, '--[a-z-]+'), '([A-Z_]+)'/g),
      ...source.matchAll(/^(?:export )?const (?:AGENT_VARIABLES|SAFE_ACCOUNTS) = (.+)$/gm),
      ...source.matchAll(/const names = (.*USERPROFILE.*)$/gm),
    ].flatMap(([, text]) => text!.match(/[A-Za-z_]{2,}/g) ?? [])
    for (const name of names) if (/^[A-Z][A-Z_]+$|^[a-z]+_proxy$/.test(name)) found.add(name.toUpperCase())
    // The proxy's variables are made from the protocol: http and https.
    if (file.endsWith('proxy.ts') && source.includes('_proxy`')) for (const name of PROXIES) found.add(name)
  }
  return found
}

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']

describe('fireq help formatting', () => {
  test('shows every format and every status with its threshold', async () => {
    const text = await page('help formatting')
    const rows = cells(text)
    for (const format of ['text', 'json', 'csv', 'tsv', 'flag']) {
      expect(rows.some(([name]) => name === `-o ${format}`)).toBe(true)
    }
    expect(rows).toContainEqual(['warning', 'from 80%'])
    expect(rows).toContainEqual(['critical', 'from 95%'])
  })
})

describe('fireq help rate-limits and tiers', () => {
  test('show the published numbers', async () => {
    const rows = cells(await page('help rate-limits'))
    const numbers = (limits: SizeClass['upperBound']) =>
      [limits.prompt, limits['uncached-prompt'], limits.generated].map(({value}) => formatCompact(value))
    for (const {name, upperBound} of [...SIZE_CLASSES, ...SIZE_CLASSES_MID_2026]) {
      expect(rows).toContainEqual([name, ...numbers(upperBound)])
    }
    const text = flat(await page('help rate-limits'))
    expect(text).toContain('6,000 requests per minute over all models, 10 with no payment method or no credits')
    expect(text).toContain('3.6M prompt tokens, 900k uncached prompt tokens, 36,000 output tokens')
  })

  test('name the ground of each part: documented with its date, or seen once', async () => {
    const text = flat(await page('help rate-limits'))
    for (const words of ['documented (2026-10)', 'documented (2026-06)', 'documented (2026-01)', 'documented (2025)']) {
      expect(text).toContain(words)
    }
    expect(text).toContain('in 3 seconds; seen once (2026-08)')
  })

  test('show every criterion of every tier with its date', async () => {
    const rows = cells(await page('help tiers'))
    for (const {tier, ceilingUsd, criteria} of SPENDING_TIERS) {
      for (const {asOf, text} of criteria) {
        expect(rows).toContainEqual([String(tier), ceilingUsd === null ? 'none' : formatUsd(ceilingUsd), asOf, text])
      }
    }
  })
})

describe('the README', () => {
  test('has the exit codes of the code, between its markers', () => {
    const text = readFileSync('README.md', 'utf8')
    const table = /<!-- exit-codes -->([\s\S]*?)<!-- \/exit-codes -->/.exec(text)?.[1]
    const rows = (table ?? '').trim().split('\n').slice(2)
    const shown = rows.map(row =>
      row
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )
    expect(shown).toEqual(
      EXIT_CODES.map(({code, meaning, retry}) => [String(code), meaning, retry === null ? '–' : retry ? 'yes' : 'no']),
    )
  })
})
