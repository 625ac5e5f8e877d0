#!/usr/bin/env node
'use strict'
// fireq from source: bundled afresh into .cache/ on every run, with readable code and source maps.
const path = require('node:path')

const outfile = path.join(__dirname, '..', '.cache', 'dev', 'fireq.cjs')
void import('../scripts/bundle.js')
  .then(({bundle}) => bundle({entry: path.join(__dirname, '..', 'src', 'entry.ts'), outfile}))
  .then(() => {
    process.setSourceMapsEnabled(true)
    return require(outfile).main()
  })
