import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/**
 * The path of a Node of that version from npm's `node` package, installed into .cache/ when it is not there yet.
 * @param {string} version `22`, `22.12.0`
 */
export function nodeOf(version) {
  const folder = path.resolve('.cache', `node${version}`)
  const node = path.join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(node)) {
    mkdirSync(folder, {recursive: true})
    execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `node@${version}`], {
      stdio: 'inherit',
    })
  }
  return node
}
