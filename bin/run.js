#!/usr/bin/env node
import {existsSync} from 'node:fs'
import process from 'node:process'

const bundle = new URL('../dist/fireq.cjs', import.meta.url)
if (existsSync(bundle)) {
  await import(bundle)
} else {
  process.stderr.write('error: fireq is not built yet\nhint: run `npm install && npm run build`\n')
  process.exitCode = 70
}
