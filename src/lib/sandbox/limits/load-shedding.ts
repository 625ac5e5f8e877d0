import type {SeededRandom} from '../random.js'

/**
 * Whether a busy service drops a request with 503, inside its limits or not. Priority lowers the odds.
 * Source: Fireworks documentation, serverless rate limits page, frequently asked questions; the odds are assumed.
 */
export function isShed(probability: number, priorityFactor: number, priority: boolean, random: SeededRandom): boolean {
  if (probability <= 0) return false
  return random.next() < (priority ? probability * priorityFactor : probability)
}
