import {spawn} from 'node:child_process'
import process from 'node:process'

/**
 * Runs every command once, then all of them again, so that a noisy machine disturbs all alike.
 * @param {Record<string, {run: string[], env: Record<string, string>}>} commands by name
 * @param {number} rounds that count; two before them warm the file cache and the code caches
 * @returns {Promise<Record<string, number[]>>} milliseconds by name, one per round
 */
export async function interleaved(commands, rounds) {
  const times = Object.fromEntries(Object.keys(commands).map(name => [name, []]))
  for (let round = -2; round < rounds; round++) {
    for (const [name, {run, env}] of Object.entries(commands)) {
      const elapsed = await timed(run, env)
      if (round >= 0) times[name].push(elapsed)
    }
  }
  return times
}

function timed([command, ...args], env) {
  const started = process.hrtime.bigint()
  return new Promise((resolve, reject) => {
    spawn(command, args, {env, stdio: 'ignore'})
      .on('error', reject)
      .on('close', () => resolve(Number(process.hrtime.bigint() - started) / 1e6))
  })
}

/** The value below which that part of the values lies. */
export function quantile(values, at) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * at)]
}
