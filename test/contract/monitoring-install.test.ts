import {beforeEach, describe, expect, test} from '@jest/globals'
import {spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'

/** What `npm run test:monitoring` needs, and installs where it is absent. */
const PROGRAMS = ['prometheus', 'promtool', 'prometheus-alertmanager', 'amtool']

let bin: string

beforeEach(() => {
  bin = mkdtempSync(path.join(os.tmpdir(), 'fireq-install-'))
  for (const program of ['sh', 'env', 'touch', 'chmod', 'cat', 'test']) {
    const found = ['/bin', '/usr/bin'].map(folder => path.join(folder, program)).find(existsSync)!
    symlinkSync(found, path.join(bin, program))
  }
  symlinkSync(process.execPath, path.join(bin, 'node'))
})

/** A machine with nothing but this apt-get; `sudo` is one that asks for no password. */
function withApt(script: string): void {
  for (const [name, text] of [
    ['apt-get', `#!/bin/sh\necho "$@" >> '${path.join(bin, 'asked')}'\n${script}`],
    ['sudo', '#!/bin/sh\nshift\nexec "$@"'],
  ] as const) {
    writeFileSync(path.join(bin, name), `${text}\n`)
    chmodSync(path.join(bin, name), 0o755)
  }
}

/** The install of the test job, on that machine: what it returned. */
function install(): string | null {
  const code = `import('./test/monitoring/install.js').then(({installServers}) =>
    process.stdout.write('\\n' + JSON.stringify(installServers())))`
  const {stdout, stderr} = spawnSync(process.execPath, ['-e', code], {env: {PATH: bin}, encoding: 'utf8'})
  if (stderr !== '') throw new Error(stderr)
  return JSON.parse(stdout.split('\n').at(-1)!) as string | null
}

const asked = () => readFileSync(path.join(bin, 'asked'), 'utf8').trim().split('\n')
const putAll = PROGRAMS.map(name => `touch '%/${name}' && chmod 755 '%/${name}'`).join('\n')
const programs = () => putAll.replaceAll('%', bin)

describe('a machine without Prometheus', () => {
  test('gets it by name from apt', () => {
    withApt(programs())
    expect(install()).toBe(null)
    expect(asked()).toEqual(['-qq install -y --no-install-recommends prometheus prometheus-alertmanager'])
    expect(PROGRAMS.every(name => existsSync(path.join(bin, name)))).toBe(true)
  })

  test('whose lists are old has them brought up to date first', () => {
    const updated = path.join(bin, 'updated')
    withApt(`case "$*" in *update*) touch '${updated}'; exit 0;; esac\ntest -e '${updated}' || exit 100\n${programs()}`)
    expect(install()).toBe(null)
    expect(asked().map(words => words.split(' ')[1])).toEqual(['install', 'update', 'install'])
  })

  test('and without apt is skipped, with the reason', () => {
    expect(install()).toBe('apt-get is not available')
  })

  test('on which apt fails is skipped with what apt says', () => {
    withApt('echo "E: Unable to locate package prometheus" >&2\nexit 100')
    expect(install()).toBe('apt-get cannot install them: E: Unable to locate package prometheus')
  })

  test('that has everything asks nobody', () => {
    withApt(programs())
    install()
    const before = asked().length
    expect(install()).toBe(null)
    expect(asked()).toHaveLength(before)
  })
})
