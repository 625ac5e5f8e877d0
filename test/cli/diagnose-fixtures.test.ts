import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import path from 'node:path'
import {describe, expect, test} from '@jest/globals'
import {runCli} from '../support/run-cli.js'

const FOLDER = fileURLToPath(new URL('../fixtures/pastes/', import.meta.url))

interface Row {
  readonly file: string
  readonly form: string
  readonly causes: readonly string[]
  readonly exitCodes: readonly number[]
  readonly retry: string
}

/** `expected.tsv`: file, form, the causes that are right, the exit codes, whether a retry can help (`-`: not judged). */
function rows(table: string): Row[] {
  return readFileSync(path.join(FOLDER, table), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => {
      const [file, form, causes, exitCodes, retry] = line.split('\t') as [string, string, string, string, string]
      return {file, form, causes: causes.split(','), exitCodes: exitCodes.split(',').map(Number), retry}
    })
}

/** No key, and a gateway that is not there: whatever asked anybody would fail. */
const OFFLINE = {env: {FIREWORKS_BASE_URL: 'http://127.0.0.1:1'}}
const KEY = /fw_[A-Za-z0-9]{4}|fpk_[A-Za-z0-9]{4}|sk-or-v1|eyJ[A-Za-z0-9]{4}/

describe.each(['expected.tsv'])('%s', table => {
  test.each(rows(table))('$file ($form) is $causes', async ({file, causes, exitCodes, retry}) => {
    const {stdout, code} = await runCli(['diagnose', '--json', path.join(FOLDER, file)], OFFLINE)
    const {data} = JSON.parse(stdout) as {data: {cause: string; retryable: boolean; evidence: string[]}}
    const right = {
      cause: causes.includes(data.cause),
      exitCode: exitCodes.includes(code),
      retry: retry === '-' || (retry === 'y') === data.retryable,
    }
    expect({...right, was: `${data.cause} ${code} ${data.retryable}\n${data.evidence.join('\n')}`}).toMatchObject({
      cause: true,
      exitCode: true,
      retry: true,
    })
    expect(stdout).not.toMatch(KEY)
  })
})
