/**
 * The exit codes, once. Help, README, man page and tests are generated from or held to this table.
 * A code says whether a script should retry, so it is as much a promise as a flag name.
 */
export interface ExitCodeEntry {
  readonly code: number
  readonly name: string
  readonly meaning: string
  /** Whether running the same command again later can help; null where the question does not arise. */
  readonly retry: boolean | null
}

export const EXIT = {
  ok: 0,
  refused: 1,
  usage: 2,
  notFound: 3,
  auth: 4,
  suspended: 5,
  rateLimited: 6,
  unavailable: 7,
  warning: 10,
  critical: 11,
  internal: 70,
  sigint: 130,
  sigterm: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_CODES: readonly ExitCodeEntry[] = [
  {code: 0, name: 'ok', meaning: 'done (also: nothing to change; the reader closed the pipe)', retry: null},
  {
    code: 1,
    name: 'refused',
    meaning: 'refused or failed, none of the below (quota exceeded, tier gate, policy, not offered)',
    retry: false,
  },
  {
    code: 2,
    name: 'usage',
    meaning: 'usage: unknown command or flag, bad value, a confirmation that could not be asked',
    retry: false,
  },
  {code: 3, name: 'not-found', meaning: 'quota, model (also a retired one) or account not found', retry: false},
  {code: 4, name: 'auth', meaning: 'no key, key refused, not allowed', retry: false},
  {code: 5, name: 'suspended', meaning: "account suspended, or a user's own cap reached", retry: false},
  {code: 6, name: 'rate-limited', meaning: 'rate-limited (429)', retry: true},
  {
    code: 7,
    name: 'unavailable',
    meaning: 'unavailable: 5xx, load shed, network, timeout; `wait` ran out of time',
    retry: true,
  },
  {
    code: 10,
    name: 'warning',
    meaning: 'a gate (`check` of quota, limits, spend, model or key): warning; `quota diff`: drift',
    retry: false,
  },
  {code: 11, name: 'critical', meaning: 'a gate: critical; `quota diff`: drift that would be refused', retry: false},
  {code: 70, name: 'internal', meaning: 'a bug in fireq', retry: false},
  {code: 130, name: 'sigint', meaning: 'interrupted (SIGINT)', retry: null},
  {code: 143, name: 'sigterm', meaning: 'terminated (SIGTERM)', retry: null},
]

/** From worst to best: what a command that asked several things exits with. */
const WORST_FIRST: readonly number[] = [70, 2, 4, 5, 3, 1, 6, 7, 11, 10, 0]

/**
 * The exit code of a command that asked several things.
 * @param codes exit codes of the parts; an empty list is 0
 */
export function worstExitCode(codes: Iterable<number>): number {
  let worst: number = EXIT.ok
  for (const code of codes) if (severityRank(code) < severityRank(worst)) worst = code
  return worst
}

/** The lower the worse; -1, worse than all, for what is not listed: a signal. */
function severityRank(code: number): number {
  return WORST_FIRST.indexOf(code)
}
