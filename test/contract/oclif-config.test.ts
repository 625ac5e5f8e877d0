import {beforeAll, describe, expect, test} from '@jest/globals'
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import process from 'node:process'

// What package.json says to oclif is only true if oclif itself finds the commands by it.

const {commands} = JSON.parse(readFileSync('oclif.manifest.json', 'utf8')) as {commands: Record<string, unknown>}

/** Runs a script with oclif's `Config` of the package, in a process of its own: oclif changes the one it is in. */
function withConfig(script: string) {
  const source = `const {Config} = require('@oclif/core')
    Config.load({root: process.cwd()}).then(async config => { ${script} })`
  const env = {PATH: process.env['PATH'], NODE_ENV: 'production'}
  return spawnSync(process.execPath, ['--eval', source], {encoding: 'utf8', env: env})
}

describe("oclif's own Config", () => {
  let loaded: Record<string, {summary: string; flags: string[]; isClass: boolean}>
  beforeAll(() => {
    const {stdout, stderr} = withConfig(`
      const loaded = {}
      for (const id of Object.keys(require('./oclif.manifest.json').commands)) {
        const {summary, flags, baseFlags, prototype} = await config.findCommand(id).load()
        loaded[id] = {summary, flags: Object.keys({...flags, ...baseFlags}), isClass: typeof prototype.run === 'function'}
      }
      console.log(JSON.stringify(loaded))`)
    expect(stderr).toBe('')
    loaded = JSON.parse(stdout) as typeof loaded
  })

  test('finds every command of the manifest, and each of them loads', () => {
    expect(Object.keys(loaded).sort()).toEqual(Object.keys(commands).sort())
    for (const [id, {summary, flags, isClass}] of Object.entries(loaded)) {
      expect([id, isClass, summary]).toEqual([id, true, (commands[id] as {summary: string}).summary])
      expect(Object.keys((commands[id] as {flags: object}).flags)).toEqual(expect.arrayContaining(flags))
    }
  })

  test("finds firectl's lines too", () => {
    const {stdout} = withConfig("console.log(config.findCommand('update:quota')?.summary)")
    expect(stdout).toContain('limit')
  })

  test('runs one', () => {
    const run = withConfig("await config.runCommand('quota:get', ['monthly-spend-usd', '--sandbox', '--json'])")
    expect(run.stderr).toBe('')
    expect(JSON.parse(run.stdout)).toMatchObject({schema: 'fireq.quota.get/v1', data: {quota: {value: 400}}})
    expect(withConfig("await config.runCommand('quota:get', [])").status).toBe(2)
  })
})
