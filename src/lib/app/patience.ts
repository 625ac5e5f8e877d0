import type {Clock} from './ports.js'

/** What was looked up, or null when it takes longer than so many milliseconds. A lookup that fails, fails. */
export async function withPatience<T>(looked: Promise<T>, ms: number, clock: Clock): Promise<T | null> {
  const enough = new AbortController()
  const nothing = () => null
  const late = clock.sleep(ms, enough.signal).then(nothing, nothing)
  try {
    return await Promise.race([looked, late])
  } finally {
    enough.abort()
  }
}
