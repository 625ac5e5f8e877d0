import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {XMLValidator} from 'fast-xml-parser'
import {readCsv, readTsv} from '../render/delimited-reader.js'
import {instantClock} from '../support/connection.js'
import {EVERY_COMMAND, type CommandCall} from '../support/every-command.js'
import {startFaultServer, type FaultServer} from '../support/fault-server.js'
import {inTurn, IS_LONG_RUN} from '../support/property-runs.js'
import {runCli, type RunOutcome} from '../support/run-cli.js'
import {emptyHome} from '../support/spawn-fireq.js'
import {wordedReply, type Wording} from '../support/worded-server.js'

// A server that puts hostile text into every field, header and name it has. Whatever the command and the form of output:
// it has as many lines as with harmless text, each format still reads as that format, and nothing steers the terminal.

const FORGED = 'FORGED'

const HOSTILE: Readonly<Record<string, string>> = {
  'colours and the cursor': `\u001b[2J\u001b[1;1H\u001b[31m${FORGED}\u001b[0m\u001b[8m\u001bc\b\b\u007f`,
  'titles and links (OSC), DCS': `\u001b]0;${FORGED}\u0007\u001b]8;;http://evil.test\u001b\\click\u001b]8;;\u001b\\\u001bPq#\u001b\\`,
  'C1 controls': `\u009b31m${FORGED}\u009d0;x\u009c\u0085${FORGED}\u0090q\u009c`,
  'line ends': `x\r\n${FORGED}: ok\n${FORGED}\r${FORGED}\v${FORGED}\f${FORGED}\u2028${FORGED}\u2029${FORGED}\n\n`,
  'bidi and zero width': `\u202eDEGROF\u202c\u2066x\u2069\u061c\u200f\u200e mon\u200bth\u200d\ufeff\u2060\u00ad\u034f\u180e\u{e0041}`,
  'lone surrogates, NUL, nothing to see': '\ud800x\udc00\u0000\u0001\uffff\u3164\u2800',
  'a formula': '=HYPERLINK("http://evil.test","x")',
  'a formula after a tab': '\t@SUM(1+1)*cmd|"/c calc"!A0',
  'markup, JSON and quotes': '"><script>x</script>]]>&lt;<!--\'"},{"x":1,"\\u0000\\',
  Markdown: `\`\`\`\n# ${FORGED}\n| a | b |\n|---|---|\n[x](http://evil.test) <img src=x> ~~~ **\``,
  'GitHub and Nagios': `::error::${FORGED}%0A::set-output name=x::y\n::add-mask::*\n| 'x'=1;2;3 "`,
  'very long text': `${FORGED} `.repeat(3000),
  'one very long word': 'w'.repeat(20_000),
  'marks without end': `Z${'\u0301'.repeat(3000)}`,
}

const wordingOf = (text: string): Wording => ({text, id: `${text.replaceAll('/', '-')}2`})
const HARMLESS = wordingOf('word')

let wording: Wording = HARMLESS
let server: FaultServer
beforeAll(async () => {
  server = await startFaultServer(seen => wordedReply(seen, wording))
})
afterAll(() => server.close())

type Form = readonly string[]
const FORMS: readonly Form[] = [[], ['--debug'], ['--json'], ['-o', 'csv'], ['-o', 'tsv'], ['-o', 'json']]
const GATE_FORMS: readonly Form[] = ['nagios', 'junit', 'github', 'json'].map(format => ['--format', format])
const FORMS_OF: Readonly<Record<string, readonly Form[]>> = {
  'quota check': GATE_FORMS,
  'limits check': GATE_FORMS,
  'spend check': GATE_FORMS,
  'model check': GATE_FORMS,
  'key check': GATE_FORMS,
  'quota get': [['-o', 'flag']],
  'account get': [['-o', 'flag']],
  diagnose: [['--markdown']],
}
const CALLS: readonly CommandCall[] = [
  ...EVERY_COMMAND.filter(({asks}) => asks),
  ...['model,user', 'key', 'kind'].map(by => ({id: 'spend', argv: ['spend', '--by', by], asks: true})),
]
const formsOf = ({id}: CommandCall) => [...FORMS, ...(FORMS_OF[id] ?? [])]

async function run(call: CommandCall, form: Form, spoken: Wording, tty = false): Promise<RunOutcome> {
  wording = spoken
  const env = {
    HOME: emptyHome(),
    NO_COLOR: '1',
    FIREWORKS_API_KEY: 'plain-key-of-no-interest',
    FIREWORKS_BASE_URL: server.url,
  }
  const stdin = call.id === 'auth login' ? {stdin: 'plain-key-of-no-interest'} : {}
  const outcome = await runCli([...call.argv, ...form, '--no-input'], {env, tty, clock: instantClock(), ...stdin})
  // A port differs from run to run, and a folder.
  const same = (text: string) => text.replaceAll(env.HOME, 'HOME')
  return {...outcome, stdout: same(outcome.stdout), stderr: same(outcome.stderr)}
}

const usualRuns = new Map<string, RunOutcome>()

/** The same with harmless text, made once. */
async function usualRun(call: CommandCall, form: Form, status: number): Promise<RunOutcome> {
  const name = [...call.argv, ...form, status].join(' ')
  const outcome = usualRuns.get(name) ?? (await run(call, form, {...HARMLESS, status}))
  usualRuns.set(name, outcome)
  return outcome
}

/** Everything that steers a terminal or is not seen; a line end is one, and a tab stands in tsv alone. */
const STEERING =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- they are the subject
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/u

const lineCount = (text: string) => text.split('\n').length

function expectForm(name: string, {stdout, code}: RunOutcome): void {
  switch (name) {
    case '--json':
    case '--format json':
      expect(lineCount(stdout)).toBe(2)
      JSON.parse(stdout)
      return
    case '-o json':
      JSON.parse(stdout)
      return
    case '-o csv':
      return expectTable(stdout === '' ? [] : readCsv(stdout), /^[=+\-@\t\r\n＝＋－＠]/)
    case '-o tsv':
      return expectTable(stdout === '' ? [] : readTsv(stdout), /^[\t\r\n]/)
    case '--format junit':
      expect(XMLValidator.validate(stdout)).toBe(true)
      return
    case '--format github':
      for (const line of stdout.trimEnd().split('\n'))
        expect(line).toMatch(/^(?:::(?:error|warning|notice) (?:title|file)=|[^:]|$)/)
      return
    case '--format nagios':
      expect(stdout.split('\n')[0]!.split('|').length).toBeLessThanOrEqual(2)
      expect([0, 1, 2, 3]).toContain(code)
      return
    case '--markdown':
      // All that a server said is in one code block, and its end is where fireq put it.
      expect(stdout.replace(/^```text\n(?:(?! {0,3}(?:```|~~~)).*\n)*```\n/m, '')).not.toMatch(/[<#[\]`~|]|FORGED/)
  }
}

function expectTable(rows: readonly (readonly string[])[], refused: RegExp): void {
  for (const row of rows) {
    expect(row).toHaveLength(rows[0]!.length)
    for (const cell of row.filter(text => Number.isNaN(Number(text)))) expect(cell).not.toMatch(refused)
  }
}

/** As fireq writes it: its own words, and back to the beginning of the line. */
// oxlint-disable-next-line no-control-regex -- the end of it is a sequence
const PROGRESS = /[a-z][^\n\r\u001b]* (?:…|\.\.\.)\r\u001b\[K/g

/** Of a file of quotas: a name that no quota can have is left out of it, with a warning instead of its line. */
const LEFT_OUT = /^warning: no value that could be set again: /m

/** Holds one command in one form, with hostile words in all that the server says, to the same with harmless ones. */
async function expectHarmless(call: CommandCall, form: Form, text: string): Promise<void> {
  const name = form.join(' ')
  for (const status of form.length === 0 || name === '--json' ? [200, 400] : [200]) {
    const usual = await usualRun(call, form, status)
    const outcome = await run(call, form, {...wordingOf(text), status})
    const {stdout, stderr} = outcome
    expect([name, STEERING.exec(name === '-o tsv' ? stdout : stdout.replaceAll('\t', '\0'))]).toEqual([name, null])
    expect([name, STEERING.exec(stderr)]).toEqual([name, null])
    expectForm(name, outcome)
    const left = call.id === 'quota export' && LEFT_OUT.test(stderr) ? 1 : 0
    const lines = [name, status, lineCount(stdout) + (isDocument(name) ? 0 : left), lineCount(stderr) - left]
    expect(lines).toEqual([name, status, lineCount(usual.stdout), lineCount(usual.stderr)])
  }
}

const isDocument = (name: string) => name.includes('json')

// Every text in every form of every command is for the long run (`FIREQ_PROPERTY_RUNS`), which `npm run test:deep` is. In
// the short one a command meets every other form, and each of these another text.
const TEXTS = Object.entries(HOSTILE)

describe.each(CALLS.map((call, at) => ({line: call.argv.join(' '), call, at})))('`fireq $line`', ({call, at}) => {
  const forms = formsOf(call).map((form, place) => ({name: form.join(' ') || 'text', form, place}))
  test.each(inTurn(forms, 2, at))('$name', async ({form, place}) => {
    const texts = IS_LONG_RUN ? TEXTS : [TEXTS[(at + place * 5) % TEXTS.length]!]
    for (const [title, text] of texts) {
      await expectHarmless(call, form, text).catch((error: unknown) => {
        throw new Error(`with ${title}`, {cause: error})
      })
    }
  })
})

describe.each(CALLS.map((call, at) => ({line: call.argv.join(' '), call, at})))('`fireq $line`', ({call, at}) => {
  test('on a terminal, where lines are wrapped and boxes drawn', async () => {
    for (const [title, text] of inTurn(TEXTS, TEXTS.length, at)) {
      const {stdout, stderr} = await run(call, [], wordingOf(text), true)
      // On a slow machine fireq's own line of progress is there, and is taken away.
      const shown = `${stdout}${stderr}`.replace(PROGRESS, '')
      expect([title, STEERING.exec(shown)]).toEqual([title, null])
    }
  })
})
