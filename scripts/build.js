// npm run build: bundle once to read the commands' descriptions, then the two bundles, with the descriptions inside.
import {execFileSync} from 'node:child_process'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'
import {bundleTwo} from './bundle.js'
import {describedCommands} from './described-commands.js'
import {licenceTexts} from './licences.js'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))

const {commands, manifest, manual, completions} = await describedCommands()
rmSync(path('dist'), {recursive: true, force: true})
const {metafiles} = await bundleTwo({
  entry: path('src/entry.ts'),
  outfile: path('dist/fireq.cjs'),
  second: 'fireq-more.cjs',
  commands,
  minify: true,
})
// Only a bug's stack trace reads them.
for (const map of ['dist/fireq.cjs.map', 'dist/fireq-more.cjs.map']) {
  writeFileSync(path(`${map}.gz`), gzipSync(readFileSync(path(map)), {level: 9}))
  rmSync(path(map))
}
writeFileSync(path('oclif.manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
writeFileSync(path('dist/THIRD-PARTY-LICENSES.txt'), licenceTexts(metafiles, process.cwd()))
// oclif's own tools load commands from here; the block `oclif` of package.json says so.
writeFileSync(path('dist/oclif.cjs'), "exports.COMMANDS = require('./fireq.cjs').commandsForOclif()\n")
writeFileSync(path('dist/fireq.1'), manual)
for (const [shell, script] of Object.entries(completions)) writeFileSync(path(`dist/completion.${shell}`), script)
for (const what of [[], ['help']]) {
  execFileSync(process.execPath, [path('scripts/code-cache.js'), ...what], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {PATH: process.env.PATH},
  })
}
