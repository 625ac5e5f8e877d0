import {describe, expect, test} from '@jest/globals'
import {foldedLines} from '../../src/lib/render/surface/folded-lines.js'
import {runCli} from '../support/run-cli.js'

/** What was drawn and taken away again while it waited. */
// oxlint-disable-next-line no-control-regex -- a cursor's way back
const PROGRESS = /[^\n]*\r\u001B\[K/g

describe('an error on a terminal', () => {
  test.each([60, 80])('is broken between words at %i columns, a command never', async columns => {
    const line = ['model', 'check', 'kimi-k3', '--api-key', 'fw_inference_only', '--sandbox']
    const {stderr} = await runCli(line, {tty: true, columns, env: {NO_COLOR: '1'}})
    const wide = stderr
      .replace(PROGRESS, '')
      .split('\n')
      .filter(each => each.length > columns)
    // Nothing shorter can be made of a line that is one command.
    expect(wide.filter(each => !/^ *`[^`]*`$/.test(each))).toEqual([])
    expect(stderr).toContain('`fireq auth status -a acme --sandbox=tier2`')
  })

  test('is one line in a pipe', async () => {
    const {stderr} = await runCli(['model', 'check', 'kimi-k3', '--api-key', 'fw_inference_only', '--sandbox'])
    expect(stderr).toMatch(/^hint: .{90,}$/m)
  })
})

test('a note says which model is asked in lines that fit', async () => {
  const {stderr} = await runCli(['limits', 'probe', '--sandbox'], {tty: true, columns: 60, env: {NO_COLOR: '1'}})
  expect(
    stderr
      .replace(PROGRESS, '')
      .split('\n')
      .filter(line => line.length > 60),
  ).toEqual([])
})

test.each([
  ['one two three', 7, ['one two', '  three']],
  ['run `a long enough command` and wait', 12, ['run', '  `a long enough command`', '  and wait']],
  ['as it came', null, ['as it came']],
])('%s at %p', (text, columns, lines) => {
  expect(foldedLines(text, columns)).toEqual(lines)
})
