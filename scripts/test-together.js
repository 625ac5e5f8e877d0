// The tests of `npm test`: many files of one folder go to jest as one. To load fireq, its sandbox and jest's own world
// anew for each of three hundred files takes longer than the tests. `npm run test:jest FILE…` runs single ones.
import {spawnSync} from 'node:child_process'
import {mkdirSync, rmSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {build, stop} from 'esbuild'
import {testFiles, withOwnUrl} from './test-files.js'

const FOLDER = '.cache/tests'
/** Files of a folder that are run as one; those of some folders wait for processes and clocks, and do so side by side. */
const TOGETHER = 20
const APART = {acceptance: 2, proxy: 3, exporter: 3, contract: 10, config: 4}

const files = testFiles()
const entries = {}
for (const folder of new Set(files.map(folderOf))) {
  const names = files.filter(name => folderOf(name) === folder).sort()
  const size = APART[folder] ?? TOGETHER
  for (let from = 0; from < names.length; from += size)
    entries[`${folder}-${from / size + 1}.test`] = names.slice(from, from + size)
}

rmSync(FOLDER, {recursive: true, force: true})
mkdirSync(FOLDER, {recursive: true})
await build({
  entryPoints: Object.fromEntries(Object.keys(entries).map(name => [name, name])),
  outdir: FOLDER,
  outExtension: {'.js': '.cjs'},
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Outside its modules of its own kind, jest knows `require` only.
  supported: {'dynamic-import': false},
  external: ['@jest/globals', 'esbuild', 'typescript'],
  logLevel: 'error',
  plugins: [{name: 'together', setup}],
})
await stop()
const jest = ['--no-warnings', 'node_modules/jest/bin/jest.js', '--config', 'scripts/together.config.js']
const {status} = spawnSync(process.execPath, [...jest, ...process.argv.slice(2)], {stdio: 'inherit'})
process.exitCode = status ?? 1

function folderOf(name) {
  return name.split('/')[0]
}

/** Each file in a `describe` of its own, so that what it does before and after its tests stays its own. */
function setup(esbuild) {
  esbuild.onResolve({filter: /\.test$/}, ({path: name}) =>
    name in entries ? {path: name, namespace: 'together'} : null,
  )
  esbuild.onLoad({filter: /./, namespace: 'together'}, ({path: name}) => ({
    contents: [
      `import {describe} from '@jest/globals'`,
      `import './test/support/setup.ts'`,
      `import './test/support/after.ts'`,
      ...entries[name].map(file => `describe(${JSON.stringify(file)}, () => void require('./test/${file}'))`),
    ].join('\n'),
    resolveDir: process.cwd(),
  }))
  esbuild.onLoad({filter: /\.(ts|js|mjs)$/}, ({path: file}) => ({
    contents: withOwnUrl(file),
    loader: path.extname(file) === '.ts' ? 'ts' : 'js',
  }))
}
