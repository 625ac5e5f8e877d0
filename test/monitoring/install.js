import {spawnSync} from 'node:child_process'
import process from 'node:process'
import {isInstalled, isRoot} from './processes.js'

const PACKAGES = ['prometheus', 'prometheus-alertmanager']
const PROGRAMS = ['prometheus', 'promtool', 'prometheus-alertmanager', 'amtool']

/**
 * Debian's Prometheus and Alertmanager, by name, where they are absent.
 * @returns {string | null} why they cannot be had; null when they are there
 */
export function installServers() {
  const missing = () => PROGRAMS.filter(program => !isInstalled(program))
  if (missing().length === 0) return null
  if (!isInstalled('apt-get')) return 'apt-get is not available'
  const sudo = isRoot ? [] : ['sudo', '-n']
  if (!isRoot && !isInstalled('sudo')) return 'apt-get needs root'
  process.stdout.write(`installing ${PACKAGES.join(' and ')}\n`)
  const apt = (...words) => {
    const [command, ...args] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...words]
    return spawnSync(command, args, {encoding: 'utf8', timeout: 300_000})
  }
  const install = () => apt('install', '-y', '--no-install-recommends', ...PACKAGES)
  let done = install()
  if (done.status !== 0) {
    apt('update')
    done = install()
  }
  if (missing().length === 0) return null
  // Only where apt itself works is a failure one of ours to look at.
  return `apt-get cannot install them: ${(done.stderr ?? '').trim().split('\n').slice(-2).join(' ') || done.error}`
}
