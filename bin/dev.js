#!/usr/bin/env node
// fireq from source: bundles `src` into memory and runs it; no build needed, nothing written.
import {runFromSource} from '../scripts/run-source.js'

await runFromSource()
