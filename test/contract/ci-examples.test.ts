import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {Ajv2020} from 'ajv/dist/2020.js'
import {XMLValidator} from 'fast-xml-parser'
import {execFile} from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'

const DOC = fs.readFileSync('docs/ci.md', 'utf8')
const RULES = fs.readFileSync('docs/fireq.rules.json', 'utf8')

interface Block {
  readonly section: string
  readonly language: string
  readonly text: string
}

/** Every fenced block of the page, with the heading it stands under. */
const BLOCKS: readonly Block[] = [...DOC.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(match => ({
  section: [...DOC.slice(0, match.index).matchAll(/^## (.*)$/gm)].at(-1)![1]!,
  language: match[1]!,
  text: match[2]!,
}))

/** The lines of a block that run fireq, as a shell gets them. */
function commandsOf({text}: Block): string[] {
  return [...text.matchAll(/^(?:\s*- run: |\s*- |\s*command_line\s+\/usr\/local\/bin\/)?(fireq .*)$/gm)].map(m => m[1]!)
}

/** What Nagios puts in for its macros, from the `!`-separated arguments of the service. */
function withMacros(line: string, {text}: Block): string {
  const values = /check_command\s+\w+!(.*)$/m.exec(text)?.[1]?.split('!') ?? []
  return line.replace(/\$ARG(\d)\$/g, (_, at: string) => values[Number(at) - 1]!)
}

let folder: string

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-ci-'))
  fs.writeFileSync(path.join(folder, 'fireq.rules.json'), RULES)
  const shim = `#!/bin/sh\nexec '${process.execPath}' '${path.resolve('bin/run.js')}' "$@"\n`
  fs.writeFileSync(path.join(folder, 'fireq'), shim, {mode: 0o755})
})
afterAll(() => fs.rmSync(folder, {recursive: true}))

/** Runs a line as the pipeline's shell does, against the sandbox. */
function sh(line: string, env: Record<string, string> = {}): Promise<{code: number; stdout: string; stderr: string}> {
  const variables = {PATH: `${folder}:${process.env['PATH']}`, HOME: folder, FIREQ_SANDBOX: 'tier2', ...env}
  return new Promise(resolve => {
    execFile('/bin/sh', ['-e', '-c', line], {env: variables, cwd: folder}, (error, stdout, stderr) => {
      resolve({code: error === null ? 0 : Number(error.code), stdout, stderr})
    })
  })
}

const under = (section: string) => BLOCKS.filter(block => block.section.startsWith(section))

describe('docs/ci.md', () => {
  test('every block with fireq in it is one that is run here', () => {
    const run = ['Rules', 'GitHub Actions', 'Models, keys', 'GitLab CI', 'Nagios'].flatMap(under).flatMap(commandsOf)
    expect(BLOCKS.flatMap(commandsOf)).toEqual(run)
    expect(run).toHaveLength(13)
  })

  test('the rules on the page are the file beside it, and by its schema', () => {
    const [shown] = BLOCKS.filter(({language}) => language === 'json')
    expect(JSON.parse(shown!.text)).toEqual(JSON.parse(RULES))
    const schema = JSON.parse(fs.readFileSync('schemas/fireq.rules.v1.json', 'utf8')) as object
    const validate = new Ajv2020({strict: true, allowUnionTypes: true}).compile(schema)
    expect({valid: validate(JSON.parse(RULES)), errors: validate.errors}).toEqual({valid: true, errors: null})
    expect(validate({rules: [{quota: 'x', maxused: '80%'}]})).toBe(false)
    expect(validate({rules: [{quota: 'x', maxUsed: '80%', need: 8}]})).toBe(false)
    expect(fs.existsSync(path.resolve('docs', (JSON.parse(RULES) as {$schema: string}).$schema))).toBe(true)
  })

  test('the exit codes of the page are those of the commands', async () => {
    const [first, second, third] = under('Rules').flatMap(commandsOf)
    expect([(await sh(first!)).code, (await sh(second!)).code, (await sh(third!)).code]).toEqual([0, 0, 10])
  })

  test('GitHub Actions: annotations, a summary, and a warning that may pass', async () => {
    const [gate, lenient] = under('GitHub Actions').flatMap(commandsOf)
    const summary = path.join(folder, 'summary.md')
    const {code, stdout} = await sh(gate!, {GITHUB_STEP_SUMMARY: summary, CI: 'true'})
    expect(code).toBe(10)
    expect(stdout).toMatch(/^::warning title=quota monthly-spend-usd%3A warning::/m)
    expect(fs.readFileSync(summary, 'utf8')).toContain('| `monthly-spend-usd` |')
    expect((await sh(lenient!, {CI: 'true'})).code).toBe(0)
    expect((await sh(lenient!, {CI: 'true', FIREQ_SANDBOX: 'near-spend-limit'})).code).not.toBe(7)
  })

  test('models, keys, spend and drift: each gate runs, and finds what it is for', async () => {
    fs.writeFileSync(path.join(folder, 'app.py'), 'MODEL = "accounts/fireworks/models/kimi-k3"\n')
    await sh('fireq quota export > quotas.yaml')
    const lines = under('Models, keys').flatMap(commandsOf)
    expect(lines).toHaveLength(6)
    for (const line of lines) expect([line, (await sh(line, {CI: 'true'})).code]).toEqual([line, 0])
    const [models, keys, , drift] = lines as [string, string, string, string]
    fs.writeFileSync(path.join(folder, 'old.py'), 'MODEL = "accounts/fireworks/models/a-model-of-nobody"\n')
    expect((await sh(models)).code).toBe(11)
    expect((await sh(keys, {FIREQ_SANDBOX: 'expiring-keys'})).code).toBe(11)
    const file = path.join(folder, 'quotas.yaml')
    fs.writeFileSync(
      file,
      fs.readFileSync(file, 'utf8').replace(/(monthly-spend-usd:\D*)\d+/, (_, before: string) => `${before}390`),
    )
    expect((await sh(drift)).code).toBe(10)
  })

  test('a suspended account fails the gate, whatever its quotas say', async () => {
    const [gate] = under('GitHub Actions').flatMap(commandsOf)
    expect((await sh(gate!, {FIREQ_SANDBOX: 'suspended-credits'})).code).toBe(5)
    const [block] = under('Nagios') as [Block]
    expect((await sh(withMacros(commandsOf(block)[0]!, block), {FIREQ_SANDBOX: 'suspended-credits'})).code).toBe(2)
  })

  test('GitLab CI: a report that an XML parser takes, and exit 10, which allow_failure names', async () => {
    const [block] = under('GitLab CI') as [Block]
    const {code} = await sh(commandsOf(block)[0]!, {CI: 'true'})
    expect(block.text).toContain(`exit_codes: [${code}]`)
    expect(XMLValidator.validate(fs.readFileSync(path.join(folder, 'quotas.xml'), 'utf8'))).toBe(true)
  })

  test('Nagios: the command line with its macros filled in', async () => {
    const [block] = under('Nagios') as [Block]
    const line = withMacros(commandsOf(block)[0]!, block)
    expect(line).toContain("--warn '80%' --crit '95%'")
    const {code, stdout} = await sh(line)
    expect(code).toBe(2)
    expect(stdout).toMatch(/^QUOTA CRITICAL: .* \| 'ap-tokyo-1--h100-count'=0;/)
    expect((await sh(line, {FIREQ_SANDBOX: 'nowhere'})).code).toBe(3)
  })
})
