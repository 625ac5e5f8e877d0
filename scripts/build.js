// npm run build: bundle once to read the commands' descriptions, then the two bundles and that of help, with the
// descriptions beside them.
import {execFileSync} from 'node:child_process'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'
import {bundleHelp, bundleTwo, writeDescriptions} from './bundle.js'
import {describedCommands} from './described-commands.js'
import {licenceTexts} from './licences.js'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))

const {commands, manifest, manual, completions} = await describedCommands()
rmSync(path('dist'), {recursive: true, force: true})
writeDescriptions(path('dist'), commands)
const {metafiles} = await bundleTwo({
  entry: path('src/entry.ts'),
  outfile: path('dist/fireq.cjs'),
  second: 'fireq-more.cjs',
  commands,
  minify: true,
})
const help = await bundleHelp({
  entry: path('src/help-entry.ts'),
  outfile: path('dist/fireq-help.cjs'),
  commands,
  minify: true,
})
// Only a bug's stack trace reads them.
for (const map of ['dist/fireq.cjs.map', 'dist/fireq-more.cjs.map', 'dist/fireq-help.cjs.map']) {
  writeFileSync(path(`${map}.gz`), gzipSync(readFileSync(path(map)), {level: 9}))
  rmSync(path(map))
}
writeFileSync(path('oclif.manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
writeFileSync(path('dist/THIRD-PARTY-LICENSES.txt'), licenceTexts([...metafiles, help.metafile], process.cwd()))
// oclif's own tools load commands from here; the block `oclif` of package.json says so.
writeFileSync(path('dist/oclif.cjs'), "exports.COMMANDS = require('./fireq.cjs').commandsForOclif()\n")
writeFileSync(path('dist/fireq.1'), manual)
for (const [shell, script] of Object.entries(completions)) writeFileSync(path(`dist/completion.${shell}`), script)
for (const name of ['fireq', 'fireq-help']) {
  execFileSync(process.execPath, [path('scripts/code-cache.js'), name], {
    stdio: 'pipe',
    env: {PATH: process.env.PATH},
  })
}
