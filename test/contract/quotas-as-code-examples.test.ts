import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {Ajv2020} from 'ajv/dist/2020.js'
import {execFile} from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {parse} from 'yaml'

const DOC = fs.readFileSync('docs/quotas-as-code.md', 'utf8')
const BLOCKS = [...DOC.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(match => ({language: match[1]!, text: match[2]!}))
const FILE = BLOCKS.find(({text}) => text.includes('fireq: quotas/v1'))!.text
const JOB = parse(BLOCKS.find(({text}) => text.includes('runs-on'))!.text) as {
  jobs: {drift: {steps: {name?: string; run?: string}[]}}
}

let folder: string

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-code-doc-'))
  const script = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text, {mode: 0o755})
  script('fireq', `#!/bin/sh\nexec '${process.execPath}' '${path.resolve('bin/run.js')}' "$@"\n`)
  script('gh', '#!/bin/sh\nprintf "%s\\n" "$@" >> issues.txt\n')
})
afterAll(() => fs.rmSync(folder, {recursive: true}))

/** Runs lines as the job's shell does (`bash -e`), against the sandbox. */
function sh(lines: string): Promise<{code: number; stdout: string; stderr: string}> {
  const env = {PATH: `${folder}:${process.env['PATH']}`, HOME: folder, FIREQ_SANDBOX: 'tier2'}
  return new Promise(resolve => {
    execFile('bash', ['-e', '-c', lines], {env, cwd: folder}, (error, stdout, stderr) => {
      resolve({code: error === null ? 0 : Number(error.code), stdout, stderr})
    })
  })
}

const write = (text: string) => fs.writeFileSync(path.join(folder, 'quotas.yaml'), text)
const issues = () => {
  const file = path.join(folder, 'issues.txt')
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
}

describe('docs/quotas-as-code.md', () => {
  test('the file keeps to the schema', () => {
    const schema = JSON.parse(fs.readFileSync('schemas/fireq.quotas.v1.json', 'utf8')) as object
    const validate = new Ajv2020({strict: false}).compile(schema)
    expect([validate(parse(FILE)), validate.errors]).toEqual([true, null])
  })

  test('the commands of the first block run', async () => {
    expect((await sh('fireq quota export > quotas.yaml\nfireq quota diff -f quotas.yaml')).code).toBe(0)
  })

  test('the nightly job is quiet without drift, and opens one report with it', async () => {
    const run = JOB.jobs.drift.steps.find(({name}) => name === 'diff')!.run!
    write((await sh('fireq quota export')).stdout)
    expect(await sh(run)).toMatchObject({code: 0, stdout: expect.stringContaining('0 to change')})
    expect(issues()).toBe('')
    write(FILE)
    expect((await sh(run)).code).toBe(0)
    write(FILE.replace('exactly: 400', 'exactly: 450'))
    expect((await sh(run)).code).toBe(10)
    expect(issues()).toMatch(/^issue\ncreate\n--title\nquota drift \d{4}-\d\d-\d\d\n--body-file\ndrift\.txt\n/)
  })
})
