import {spawn} from 'node:child_process'
import {chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {clearTimeout, setTimeout} from 'node:timers'
import {parse, stringify} from 'yaml'
import {freePort} from './processes.js'

/** The blocks that a newcomer copies, as one script. */
export function readmeCommands() {
  const text = readFileSync('docs/monitoring/README.md', 'utf8')
  return [...text.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('')
}

/** Runs what the README says, on other ports and without the job that leaves this machine. @returns what it printed */
export async function runReadme(folder) {
  const [exporter, prometheus] = [await freePort(), await freePort()]
  const place = path.join(folder, 'readme')
  mkdirSync(path.join(place, 'bin'), {recursive: true})
  cpSync('docs/monitoring', path.join(place, 'docs', 'monitoring'), {recursive: true})
  const file = path.join(place, 'docs', 'monitoring', 'prometheus.yml')
  const config = parse(readFileSync(file, 'utf8').replaceAll('9464', String(exporter)).replaceAll('30s', '1s'))
  config.scrape_configs = config.scrape_configs.filter(({job_name: name}) => name === 'fireq')
  writeFileSync(file, stringify(config))
  const fireq = path.join(place, 'bin', 'fireq')
  writeFileSync(
    fireq,
    `#!/bin/sh\nexec '${process.execPath}' '${path.resolve('bin/run.js')}' "$@" --listen ${exporter}\n`,
  )
  chmodSync(fireq, 0o755)
  const script = readmeCommands().replaceAll('9464', String(exporter)).replaceAll('9090', String(prometheus))
  const env = {PATH: `${path.join(place, 'bin')}:${process.env.PATH}`, HOME: place, TMPDIR: place}
  // In a group of its own: what it leaves running ends with it.
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {cwd: place, env, detached: true})
  let printed = ''
  child.stdout.on('data', chunk => (printed += chunk))
  child.stderr.on('data', chunk => (printed += chunk))
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 60_000)
  const code = await new Promise(resolve => child.on('exit', resolve))
  clearTimeout(timer)
  try {
    process.kill(-child.pid, 'SIGTERM')
  } catch {
    // Nothing of it runs any more.
  }
  if (code !== 0) throw new Error(`the README's commands ended with ${code}:\n${printed}`)
  return printed
}
