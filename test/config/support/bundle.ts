import {execFileSync} from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * Bundles a source file to a module that a child process of plain Node can import, in a folder that other users can read.
 * conf is left out and cannot be found from there: loading it fails.
 * @returns the path of the module
 */
export function bundleForChild(source: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-bundle-'))
  fs.chmodSync(folder, 0o755)
  const outfile = path.join(folder, 'module.mjs')
  const esbuild = path.resolve('node_modules/esbuild/bin/esbuild')
  execFileSync(esbuild, [
    source,
    '--bundle',
    '--external:conf',
    '--platform=node',
    '--format=esm',
    `--outfile=${outfile}`,
    '--log-level=error',
  ])
  fs.chmodSync(outfile, 0o644)
  return outfile
}

/** Removes what `bundleForChild` made. */
export function removeBundle(module: string): void {
  fs.rmSync(path.dirname(module), {recursive: true, force: true})
}
