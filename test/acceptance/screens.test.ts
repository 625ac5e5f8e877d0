import {describe, expect, test} from '@jest/globals'
import {someOf} from '../support/property-runs.js'
import {NO_TERMINAL, runOnTerminal} from '../support/run-on-terminal.js'

const SCREENS = [
  {line: 'status', first: /^△ warning: /},
  {line: 'quota list', first: /^acme · /},
  {line: 'limits probe kimi-k3', first: /^✓ kimi-k3: ok/},
  {line: 'diagnose', first: /^✓ ok /},
  {line: 'quota check', first: /^acme$/},
] as const

/** The lines of data as they stand in the end: without the sandbox's note and what was drawn while it waited. */
function linesOf(screen: string): string[] {
  // oxlint-disable-next-line no-control-regex -- a cursor's way back
  const kept = screen.replace(/[^\n]*\r\u001B\[K/g, '').split(/\r?\n/)
  return kept.filter(line => line !== '' && !line.startsWith('sandbox tier2:') && !line.startsWith('no model named'))
}

/** Nothing shorter can be made of a command. */
const isCommand = (line: string) => line.startsWith('  fireq ')

const describeOnTerminal = NO_TERMINAL === null ? describe : describe.skip

/** The two that change most; golden files hold every view at every width. */
const WIDEST = SCREENS.slice(0, 2)

describeOnTerminal.each([
  [60, someOf(SCREENS, 2)],
  [80, someOf(SCREENS, 3)],
  [120, someOf(WIDEST, 1)],
  [200, WIDEST.slice(1)],
] as const)('a terminal of %i columns', (columns, screens) => {
  test.each(screens)('`$line`: the answer first, in lines that fit', async ({line, first}) => {
    const env = {NO_COLOR: '1', LANG: 'C.UTF-8', PAGER: 'cat'}
    const {screen} = await runOnTerminal([...line.split(' '), '--sandbox'], [], {columns, env, seconds: 40})
    const lines = linesOf(screen)
    expect(lines[0]).toMatch(first)
    expect(lines.filter(each => each.length > columns && !isCommand(each))).toEqual([])
    if (columns >= 80 && line !== 'quota list') expect(screen.trimEnd().split('\n').length).toBeLessThan(24)
  })
})

describeOnTerminal.each([
  ['TERM=dumb', {TERM: 'dumb', LANG: 'C.UTF-8'}],
  ['a locale without UTF-8', {LC_ALL: 'C', NO_COLOR: '1'}],
])('%s', (name, env) => {
  test.each(someOf(WIDEST, 1))('`$line` is plain', async ({line}) => {
    const {screen} = await runOnTerminal([...line.split(' '), '--sandbox'], [], {
      env: {...env, PAGER: 'cat'},
      seconds: 40,
    })
    // oxlint-disable-next-line no-control-regex -- what a plain terminal cannot show
    const unshowable = name === 'TERM=dumb' ? /[\u001B╭│█]/ : /[^\u0000-\u007F]/
    expect(screen).not.toMatch(unshowable)
  })
})
