import {expect, test} from '@jest/globals'
import {readFileSync, writeFileSync} from 'node:fs'
import {runCli} from '../support/run-cli.js'

/** Lines of the terminal; one of them is the prompt's. */
const ROWS = 24
const NOW = Date.parse('2026-11-27T09:00:00Z')
const FILE = 'docs/screens.md'

/** What a person sees first, and in an incident. The list alone may be longer: it goes through a pager. */
const SCREENS: readonly {readonly line: string; readonly note: string}[] = [
  {line: 'status --sandbox', note: 'the verdict first, a bar for each limit that presses, one next step'},
  {line: 'quota list --sandbox', note: 'every quota; longer than 24 rows, so it goes through the pager'},
  {line: 'limits probe kimi-k3 --sandbox', note: 'the verdict first, then the limits of one model'},
  {line: 'diagnose --sandbox=throttled', note: 'what happened, whether to retry, one next step'},
  {line: 'quota check --sandbox', note: 'failures first, the rule once, the verdict last; exit 10'},
  {line: 'status --sandbox=suspended-spend', note: 'a suspension, and what lifts it; exit 5'},
  {line: 'quota check --sandbox=suspended-credits', note: 'a gate asks first whether the account is suspended; exit 5'},
]

const HEAD = `# What the screens look like

Each as a terminal of 80 columns and ${ROWS} rows shows it, against the sandbox at ${new Date(NOW).toISOString()}, without
colour. \`npm run screens\` writes this page, and a test holds it to what fireq prints. ROWS counts the line on standard error
and one for the prompt.

`

async function shot(line: string): Promise<{text: string; rows: number; wide: string[]}> {
  const {stdout, stderr} = await runCli(line.split(' '), {
    tty: true,
    columns: 80,
    rows: ROWS,
    env: {NO_COLOR: '1'},
    clock: {now: () => NOW, sleep: () => new Promise(() => {})},
  })
  // oxlint-disable-next-line no-control-regex -- what was drawn while it waited is gone by then
  const text = (stderr + stdout).replace(/[^\n]*\r\u001B\[K/g, '').replace(/\b\d+ ms$/m, '41 ms')
  const lines = text.split('\n').slice(0, -1)
  return {text, rows: lines.length + 1, wide: lines.filter(each => each.length > 80 && !each.startsWith('  fireq '))}
}

test('docs/screens.md shows the screens as they are, in 24 rows of 80 columns', async () => {
  const shots = []
  for (const screen of SCREENS) shots.push({...screen, ...(await shot(screen.line))})
  const table = [
    '| SCREEN | ROWS | WHAT IT SHOWS |',
    '| --- | --- | --- |',
    ...shots.map(({line, rows, note}) => `| \`fireq ${line}\` | ${rows} | ${note} |`),
  ].join('\n')
  const blocks = shots.map(({line, text}) => `## \`fireq ${line}\`\n\n\`\`\`\n${text}\`\`\`\n`)
  const page = `${HEAD}<!-- oxfmt-ignore -->\n${table}\n\n${blocks.join('\n')}`
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(FILE, page)
  expect(page).toBe(readFileSync(FILE, 'utf8'))
  for (const {line, rows, wide} of shots) {
    expect([line, wide]).toEqual([line, []])
    if (!line.startsWith('quota list')) expect([line, rows <= ROWS]).toEqual([line, true])
  }
})
