import {spawn, spawnSync} from 'node:child_process'
import net from 'node:net'
import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'

const running = []

/** Starts a program in the background; its output is kept for the case that something goes wrong. */
export function start(name, command, args, options = {}) {
  const child = spawn(command, args, {stdio: ['ignore', 'pipe', 'pipe'], ...options})
  const one = {name, child, output: ''}
  child.stdout.on('data', chunk => (one.output += chunk))
  child.stderr.on('data', chunk => (one.output += chunk))
  one.ended = new Promise(resolve => child.on('close', code => resolve(code)))
  running.push(one)
  return one
}

/** Ends it, and waits until it has ended. */
export async function stop(one) {
  one.child.kill('SIGTERM')
  const code = await one.ended
  running.splice(running.indexOf(one), 1)
  return code
}

export const stopAll = () => Promise.all([...running].map(stop))

/** What everything that still runs has said. */
export const outputs = () => running.map(({name, output}) => `--- ${name}\n${output.slice(-3000)}`).join('\n')

/** Runs a program to its end. @throws where it fails */
export function run(command, args, options = {}) {
  const {status, stdout, stderr, error} = spawnSync(command, args, {encoding: 'utf8', ...options})
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? status}\n${stdout}${stderr}`)
  return stdout + stderr
}

export function freePort() {
  const server = net.createServer()
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Asks until the answer is there. @throws after so many milliseconds */
export async function until(what, ask, ms = 30_000) {
  const end = Date.now() + ms
  let last = 'nothing'
  while (Date.now() < end) {
    try {
      last = await ask()
      if (last) return last
    } catch (error) {
      last = error
    }
    await sleep(250)
  }
  throw new Error(`not within ${ms / 1000} s: ${what}; at last ${last instanceof Error ? last.message : String(last)}`)
}

export const isInstalled = command => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
export const isRoot = process.getuid?.() === 0
