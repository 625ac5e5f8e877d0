import {execFileSync} from 'node:child_process'
import {mkdtempSync, readdirSync, statSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * Packs the project and installs the tarball into an empty folder, as a user's `npm install` does.
 * @param {string} root the project
 * @returns {{packages: number, bytes: number, folder: string}}
 */
export function installedPackage(root) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-installed-'))
  const npm = (...args) =>
    execFileSync('npm', args, {cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']})
  const tarball = npm('pack', root, '--ignore-scripts', '--silent', '--pack-destination', folder)
    .trim()
    .split('\n')
    .at(-1)
  npm('install', '--prefix', folder, '--offline', '--no-save', path.join(folder, tarball))
  const modules = path.join(folder, 'node_modules')
  const packages = readdirSync(modules).filter(name => !name.startsWith('.'))
  return {packages: packages.length, bytes: folderBytes(path.join(modules, 'fireq')), folder}
}

function folderBytes(folder) {
  const entries = readdirSync(folder, {recursive: true, withFileTypes: true})
  return entries
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0)
}
