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

/** The quotas of the sandbox's account, its spend limit as given. */
const quotasFile = (spend: number) =>
  `fireq: quotas/v1\naccounts:\n  acme:\n    quotas:\n      monthly-spend-usd: {exactly: ${spend}}\n`

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

  test.each(under('Models, keys').flatMap(commandsOf))('models, keys, spend and drift: %s', async line => {
    fs.writeFileSync(path.join(folder, 'app.py'), 'MODEL = "accounts/fireworks/models/kimi-k3"\n')
    fs.writeFileSync(path.join(folder, 'quotas.yaml'), quotasFile(400))
    expect((await sh(line, {CI: 'true'})).code).toBe(0)
  })

  test('each of these gates finds what it is for', async () => {
    const [models, keys, , drift] = under('Models, keys').flatMap(commandsOf) as [string, string, string, string]
    fs.writeFileSync(path.join(folder, 'old.py'), 'MODEL = "accounts/fireworks/models/a-model-of-nobody"\n')
    fs.writeFileSync(path.join(folder, 'quotas.yaml'), quotasFile(390))
    const codes = [await sh(models), await sh(keys, {FIREQ_SANDBOX: 'expiring-keys'}), await sh(drift)]
    expect(codes.map(({code}) => code)).toEqual([11, 11, 10])
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
