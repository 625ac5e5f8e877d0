import {describe, expect, it} from '@jest/globals'
import {someOf} from '../support/property-runs.js'
import {NO_TERMINAL, runOnTerminal} from '../support/run-on-terminal.js'

const LONG = ['quota', 'list', '--sandbox=many-quotas']
const PAGER = `sed -n '1,2s/^/paged: /p'; echo "LESS=$LESS"`

async function listed(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const {screen, code} = await runOnTerminal(words, [], {env: {FIREQ_PAGER: PAGER, ...env}, seconds: 40})
  return {code, paged: screen.includes('paged: '), screen, lines: screen.split('\n').length}
}

;(NO_TERMINAL === null ? describe : describe.skip)('a list that is longer than the terminal', () => {
  it('goes through FIREQ_PAGER, before PAGER, with the options of less', async () => {
    const {code, screen, lines} = await listed(LONG, {PAGER: 'false'})
    expect(code).toBe(0)
    expect(screen).toContain('LESS=FRX')
    expect(screen).toContain('paged: ')
    expect(lines).toBeLessThan(10)
  })

  it('is printed whole where the pager is off, fails or is not there', async () => {
    const off: readonly [readonly string[], Readonly<Record<string, string>>][] = [
      [['--no-pager'], {}],
      [[], {FIREQ_PAGER: ''}],
      [[], {CI: '1'}],
      [[], {TERM: 'dumb'}],
      [[], {FIREQ_PAGER: 'false'}],
      [[], {FIREQ_PAGER: 'there-is-no-such-pager'}],
    ]
    for (const [words, env] of someOf(off, 2)) {
      const {code, paged, lines} = await listed([...LONG, ...words], env)
      expect([code, paged]).toEqual([0, false])
      expect(lines).toBeGreaterThan(1000)
    }
  }, 60_000)

  it('is left early without an error', async () => {
    const {code, lines} = await listed(LONG, {FIREQ_PAGER: 'head -n 1'})
    expect(code).toBe(0)
    expect(lines).toBeLessThan(10)
  })

  it('is not paged as a document, nor where it fits', async () => {
    expect((await listed([...LONG, '--json'])).paged).toBe(false)
    expect((await listed(['quota', 'list', '--sandbox'])).paged).toBe(false)
  })
})
