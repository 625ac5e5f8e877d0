// npm run test:fuzz -- [minutes, 10] [seed, today's date]: hostile answers, pastes, control calls and files against the whole program.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {bundle} from './bundle.js'

const [minutes = '10', seed = new Date().toISOString().slice(0, 10).replaceAll('-', '')] = process.argv.slice(2)
const outfile = path.resolve('.cache/fuzz/fuzz.cjs')
await bundle({entry: 'test/fuzz/fuzz.ts', outfile})
const TMPDIR = mkdtempSync(path.join(os.tmpdir(), 'fireq-fuzz-'))
const {status} = spawnSync(process.execPath, ['--expose-gc', outfile, minutes, seed], {
  stdio: 'inherit',
  env: {...process.env, TMPDIR},
})
rmSync(TMPDIR, {recursive: true, force: true})
process.exitCode = status ?? 1
