import {afterEach, describe, expect, it} from '@jest/globals'
import {execFile, spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {promisify} from 'node:util'
import {ACCOUNT} from '../../src/lib/sandbox/account/account-constants.js'
import {FAULTS, SCENARIOS} from '../../src/lib/sandbox/index.js'
import {ADAPTIVE, DYNAMIC, SERVERLESS} from '../../src/lib/sandbox/limits/limit-constants.js'
import {closeAll, start} from './http-call.js'

afterEach(closeAll)

const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8')
const run = promisify(execFile)

/** The rows of the table between two markers, cells trimmed, without head and rule. */
function table(name: string): string[][] {
  const [, after = ''] = page.split(`<!-- ${name} -->`)
  const [inside = ''] = after.split(`<!-- /${name} -->`)
  const rows = inside.split('\n').filter(line => line.startsWith('|'))
  return rows.slice(2).map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )
}

describe('docs/sandbox.md', () => {
  const curl = spawnSync('curl', ['--version']).status === 0

  // Each `sh` block is followed by a `text` block with exactly what it prints.
  ;(curl ? it : it.skip)('holds curl examples that print what it says', async () => {
    const sandbox = await start()
    const examples = [...page.matchAll(/```sh\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)]
    expect(examples.length).toBe(page.split('```sh\n').length - 1)
    expect(examples.length).toBeGreaterThanOrEqual(15)
    for (const [, command = '', printed] of examples) {
      const {stdout} = await run('sh', ['-c', command.replaceAll('http://127.0.0.1:4010', sandbox.url)])
      const shown = stdout.replaceAll('\r', '').trimEnd()
      expect(`${command}${shown}\n`).toBe(`${command}${printed}`)
    }
  })

  it('names every scenario, fault and constant as the code has them', () => {
    expect(table('scenarios')).toEqual(SCENARIOS.map(({name, summary}) => [`\`${name}\``, summary]))
    expect(table('faults')).toEqual(
      Object.entries(FAULTS)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([kind, what]) => [`\`${kind}\``, what]),
    )
    const constants = [ADAPTIVE, DYNAMIC, SERVERLESS, ACCOUNT].flatMap(one => Object.entries(one))
    const documented = table('constants').filter(([name]) => name?.startsWith('`') === true)
    expect(documented).toEqual(
      constants.map(([name, {value, unit, mark, source}]) => [
        `\`${name}\``,
        String(Math.round(value * 1e3) / 1e3),
        unit,
        mark,
        source,
      ]),
    )
  })
})
