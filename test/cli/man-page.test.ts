import {beforeAll, describe, expect, test} from '@jest/globals'
import {spawnSync} from 'node:child_process'
import {describeCommands} from '../../src/describe-commands.js'
import type {CommandDescription} from '../../src/lib/help/command-description.js'
import {HELP_TOPICS} from '../../src/lib/help/topics/names.js'
import {manPage} from '../../src/lib/help/man-page.js'

const groff = spawnSync('groff', ['--version']).status === 0 ? test : test.skip

let commands: readonly CommandDescription[]
let page: string
beforeAll(async () => {
  commands = await describeCommands()
  page = manPage(commands, '1.2.3')
})

describe('fireq.1', () => {
  test('has a section for every command and topic, and every flag', () => {
    expect(page).toMatch(/^\.TH FIREQ 1 "" "fireq 1\.2\.3"/)
    for (const {id, flags} of commands) {
      expect(page).toContain(`.SS "fireq ${id.replaceAll('-', '\\-')}`)
      for (const {name, hidden} of flags) if (!hidden) expect(page).toContain(`\\-\\-${name.replaceAll('-', '\\-')}`)
    }
    for (const {name} of HELP_TOPICS) expect(page).toContain(`.SH "${name.replace('-', ' ').toUpperCase()}"`)
  })

  test('is ASCII, and no text of a command can become a request or an escape of troff', () => {
    expect(page).toMatch(/^[\x20-\x7e\n]+$/)
    const hostile: CommandDescription = {
      id: 'x',
      aliases: [],
      summary: '.so /etc/passwd',
      description: '\'br\n\\fBbold\\fR – `code` ~^"',
      examples: [],
      args: [],
      flags: [],
      strict: true,
    }
    const text = manPage([hostile], '0')
    expect(text).toContain('\n\\&.so /etc/passwd\n')
    expect(text).toContain('\n\\(aqbr\n')
    expect(text).toContain('\\efBbold\\efR \\[u2013] \\fBcode\\fR \\(ti\\(ha\\(dq')
  })

  // Where groff is not installed this is skipped; the build's page is the same text.
  groff('is set by groff without a warning', () => {
    const {stdout, stderr, status} = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-P-cbou'], {
      input: page,
      encoding: 'utf8',
    })
    expect({stderr, status}).toEqual({stderr: '', status: 0})
    expect(stdout).toContain('fireq quota get NAME… [flags]')
    expect(stdout).toContain('monthly-spend-usd')
    const wide = stdout.split('\n').filter(line => line.length > 80 && !line.includes('$ fireq'))
    expect(wide).toEqual([])
  })
})
