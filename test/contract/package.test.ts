import {describe, expect, test} from '@jest/globals'
import {execFileSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'

interface Packed {
  readonly files: readonly {readonly path: string; readonly mode: number}[]
}

/** What `npm publish` would send, as npm itself says. */
function packed(): Packed {
  const options = ['pack', '--dry-run', '--json', '--ignore-scripts', '--silent']
  const [first] = JSON.parse(execFileSync('npm', options, {encoding: 'utf8'})) as [Packed]
  return first
}

const inFolder = (folder: string) =>
  readdirSync(folder, {recursive: true, encoding: 'utf8', withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => `${entry.parentPath}/${entry.name}`)
/** V8's code cache is named for the program and the Node that built it. */
const anyNode = (file: string) =>
  file.replace(/^dist\/(fireq|fireq-help)\.[\da-f]+\.v[\d.]+\.\w+\.cache$/, 'dist/$1.<node>.cache')

describe('the package that would be published', () => {
  const {files} = packed()

  test('holds what runs, what documents it, and nothing else', () => {
    expect([...new Set(files.map(({path}) => anyNode(path)))].sort()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'SECURITY.md',
        'bin/package.json', // says that bin/run.js is CommonJS: without it not one command starts
        'bin/run.js',
        'dist/THIRD-PARTY-LICENSES.txt',
        ...['bash', 'fish', 'powershell', 'zsh'].map(shell => `dist/completion.${shell}`),
        'dist/command-words.json',
        'dist/commands.json',
        'dist/fireq-help.<node>.cache',
        'dist/fireq-help.cjs',
        'dist/fireq-help.cjs.map.gz',
        'dist/fireq-more.cjs',
        'dist/fireq-more.cjs.map.gz',
        'dist/fireq.1',
        'dist/fireq.<node>.cache',
        'dist/fireq.cjs',
        'dist/fireq.cjs.map.gz',
        'dist/oclif.cjs',
        'oclif.manifest.json',
        'package.json',
        ...inFolder('docs'),
        ...inFolder('schemas'),
      ].sort(),
    )
  })

  // The build renews it; a commit without the renewed one would tell oclif's tools of commands there are not.
  test('oclif.manifest.json is committed as the build makes it', () => {
    if (process.env['CI'] === undefined) return
    const changed = execFileSync('git', ['status', '--porcelain', 'oclif.manifest.json'], {encoding: 'utf8'})
    expect(changed).toBe('')
  })

  test('has a program that may be run', () => {
    expect(files.find(({path}) => path === 'bin/run.js')!.mode & 0o111).toBe(0o111)
  })

  test('brings its man page in the form that npm links for a global install: a list', () => {
    const {man} = JSON.parse(readFileSync('package.json', 'utf8')) as {man: unknown}
    expect(man).toEqual(['./dist/fireq.1'])
    expect(files.map(({path}) => path)).toContain('dist/fireq.1')
  })

  test('needs no package at run time, and runs no script at install', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'])
      expect(manifest[kind]).toBeUndefined()
    const installing = ['preinstall', 'install', 'postinstall', 'prepare']
    expect(Object.keys(manifest['scripts']!).filter(name => installing.includes(name))).toEqual([])
  })

  test('names the licence of everything in the bundle, with its text', () => {
    const text = readFileSync('dist/THIRD-PARTY-LICENSES.txt', 'utf8')
    const [index, ...texts] = text.split(`${'-'.repeat(80)}\n`)
    const titles = [...index!.matchAll(/^ {2}(\S+ \d\S*) {2}\S/gm)].map(([, title]) => title!)
    expect(titles.map(title => title.split(' ')[0])).toEqual(expect.arrayContaining(['got', 'conf', '@oclif/core']))
    expect(texts.map(each => each.split('\n')[0])).toEqual(titles)
    for (const each of texts) expect(each).toMatch(/copyright|permission|license/i)
  })
})

describe('what is committed of the tools', () => {
  test.each(['package.json', 'package-lock.json', 'README.md', 'CONTRIBUTING.md'])('%s names no registry', file => {
    expect(readFileSync(file, 'utf8')).not.toMatch(/registry\.|"resolved":/)
  })
})
