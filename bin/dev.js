#!/usr/bin/env node
// fireq from source: bundled afresh into .cache/ on every run, with readable code and source maps.
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {bundle} from '../scripts/bundle.js'

const outfile = fileURLToPath(new URL('../.cache/dev/fireq.cjs', import.meta.url))
await bundle({entry: fileURLToPath(new URL('../src/entry.ts', import.meta.url)), outfile})
process.setSourceMapsEnabled(true)
await import(outfile)
