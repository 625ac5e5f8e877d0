import {command, type Selector} from '../domain/action.js'
import type {Gateway, Inference} from '../app/ports.js'
import {
  resolveConnection,
  type ConfigPlace,
  type GlobalFlags,
  type ResolvedConnection,
  type ResolveOptions,
} from '../config/resolve.js'
import type {Sourced} from '../config/sourced.js'
import {resolveSetting} from '../config/describe.js'
import {readSettings, type StoredSettings} from '../config/settings.js'
import {AppError, type Warning} from '../domain/errors.js'
import {connectFireworks, DEFAULT_BASE_URL, normaliseBaseUrl} from '../fireworks/index.js'
import {looksLikeRealKey} from '../sandbox/keys.js'
import {SCENARIOS} from '../sandbox/scenario-names.js'
import type {GlobalFlagValues} from './flags.js'
import {write, type CliIo} from './io.js'
import {isUnencrypted, safeGateway} from './plain-http.js'
import {VERSION} from './version.js'

/** An open connection: who asks, whom, and the two ports. */
export interface Session {
  readonly source: 'live' | 'sandbox'
  readonly gateway: Gateway
  readonly inference: Inference
  readonly baseUrl: string
  /** null without a profile. */
  readonly profile: string | null
  /** Where the key came from, never the key. */
  readonly keyOrigin: Pick<Sourced<unknown>, 'origin' | 'detail'>
  readonly warnings: readonly Warning[]
  /** The account as far as it is known without asking; null when only the key can tell. */
  readonly knownAccount: string | null
  /**
   * The account: given, from the key's own profile, or resolved from the key. Asked once.
   * @throws AppError usage when the key sees several and none was chosen, naming them
   */
  readonly account: () => Promise<string>
  /** What a printed command needs to reach the account of this session; the account as far as it is known by now. */
  selector(): Selector
  readonly close: () => Promise<void>
}

interface Endpoint {
  readonly source: 'live' | 'sandbox'
  readonly baseUrl: string
  readonly apiKey: string
  readonly accountId: string | null
  readonly knownAccount: string | null
  readonly profile: string | null
  readonly keyOrigin: Session['keyOrigin']
  readonly timeoutSeconds: number
  readonly warnings: readonly Warning[]
  readonly selector: Omit<Selector, 'account'>
  readonly close: () => Promise<void>
}

/** Resolves key, account and gateway by precedence and connects. Nothing is sent yet. */
export async function openSession(
  io: CliIo,
  flags: GlobalFlagValues,
  onWait: (message: string) => void,
  options: ResolveOptions = {},
): Promise<Session> {
  const scenario = sandboxScenario(io, flags)
  const endpoint = scenario === null ? await liveEndpoint(io, flags, options) : await sandboxEndpoint(flags, scenario)
  const connection = connectFireworks({
    baseUrl: endpoint.baseUrl,
    apiKey: endpoint.apiKey,
    timeoutMs: endpoint.timeoutSeconds * 1000,
    env: io.env,
    signal: io.signal,
    clock: io.clock,
    userAgent: `fireq/${VERSION}`,
    onWait,
    ...(flags.debug ? {debug: line => void write(io.stderr, `debug: ${line}\n`)} : {}),
  })
  let account: Promise<string> | undefined
  let resolved = endpoint.knownAccount
  const {gateway, inference} = connection
  return {
    ...endpoint,
    gateway,
    inference,
    account: () =>
      (account ??= (endpoint.accountId === null ? accountOfKey(gateway) : Promise.resolve(endpoint.accountId)).then(
        id => (resolved = id),
      )),
    selector: () => ({account: resolved, ...endpoint.selector}),
    close: async () => {
      connection.close()
      await endpoint.close()
    },
  }
}

/** The account a key belongs to. */
async function accountOfKey(gateway: Gateway): Promise<string> {
  const {accountIds} = await gateway.identify()
  if (accountIds.length === 1) return accountIds[0]!
  if (accountIds.length === 0) {
    throw new AppError('not-found', 'this key has no account', {
      hints: ['name one with `--account-id`, or check the key'],
    })
  }
  const named = accountIds.map(id => `\`${id}\``).join(', ')
  throw new AppError('usage', `this key sees several accounts: ${named}`, {
    hints: ['choose one with `--account-id`', [command('account', 'list'), ' shows all of them']],
  })
}

/** The settings that bear on the connection, as the resolution of settings takes them. */
export function connectionFlags(flags: GlobalFlagValues): GlobalFlags {
  return {
    ...(flags['api-key'] === undefined ? {} : {apiKey: flags['api-key']}),
    ...(flags['account-id'] === undefined ? {} : {accountId: flags['account-id']}),
    ...(flags.profile === undefined ? {} : {profile: flags.profile}),
    ...(flags['base-url'] === undefined ? {} : {baseUrl: flags['base-url']}),
    ...(flags['insecure-http'] === undefined ? {} : {insecureHttp: flags['insecure-http']}),
    ...(flags.timeout === undefined ? {} : {timeout: flags.timeout}),
  }
}

/** Where files and variables are read. */
export function placeOf(io: CliIo): ConfigPlace {
  return {
    env: io.env,
    home: io.home,
    platform: io.platform,
    ...(io.userId === undefined ? {} : {userId: io.userId}),
  }
}

/** What a run has found in files and variables: each is looked at once, however often it is asked for. */
interface FoundOfRun {
  settings?: StoredSettings
  readonly connections: Map<string, Promise<ResolvedConnection>>
}

const FOUND = new WeakMap<CliIo, FoundOfRun>()

function foundOf(io: CliIo): FoundOfRun {
  const found = FOUND.get(io) ?? {connections: new Map()}
  FOUND.set(io, found)
  return found
}

/** The stored settings, read once in a run. */
export function storedSettings(io: CliIo): StoredSettings {
  return (foundOf(io).settings ??= readSettings(placeOf(io)))
}

/** A setting that is none of the connection's, by flag, variable or file; null when nothing sets it. */
export function settingInForce(io: CliIo, flags: GlobalFlags, key: 'model' | 'sandbox'): Sourced<string> | null {
  return resolveSetting(placeOf(io), flags, key, storedSettings(io))
}

/**
 * What to connect with, resolved once in a run for the same flags.
 * @throws AppError as `resolveConnection` does
 */
export function connectionOf(
  io: CliIo,
  flags: GlobalFlagValues,
  options: ResolveOptions = {},
): Promise<ResolvedConnection> {
  const given = connectionFlags(flags)
  const {connections} = foundOf(io)
  const question = JSON.stringify([given, options.profileMayBeMissing === true])
  const resolved =
    connections.get(question) ?? resolveConnection(placeOf(io), given, {...options, settings: storedSettings(io)})
  connections.set(question, resolved)
  return resolved
}

async function liveEndpoint(io: CliIo, flags: GlobalFlagValues, options: ResolveOptions): Promise<Endpoint> {
  const resolved = await connectionOf(io, flags, options)
  const keySource = resolved.apiKey ?? resolved.keyCommand
  if (keySource === null) {
    throw new AppError('unauthorized', 'no API key', {
      hints: [['run ', command('auth', 'login'), ', set `FIREWORKS_API_KEY`, or try it without one: `--sandbox`']],
    })
  }
  const baseUrl = safeGateway(placeOf(io), flags, resolved.baseUrl)
  return {
    source: 'live',
    baseUrl,
    apiKey: resolved.apiKey?.value ?? (await printedKey(keySource.value, io.signal)),
    accountId: resolved.accountId?.value ?? null,
    knownAccount: resolved.accountId?.value ?? null,
    profile: resolved.profile?.value ?? null,
    keyOrigin: {origin: keySource.origin, detail: keySource.detail},
    timeoutSeconds: resolved.timeoutSeconds.value,
    warnings: resolved.warnings,
    selector: liveSelector(resolved),
    close: () => Promise.resolve(),
  }
}

/** A profile counts as chosen when anything named it: the default may be another one by the time a line is pasted; a gateway when it is not Fireworks' own, wherever it is named. */
export function liveSelector({profile, baseUrl}: ResolvedConnection): Omit<Selector, 'account'> {
  const gateway = normaliseBaseUrl(baseUrl.value)
  const chosen = profile !== null && profile.origin !== 'default'
  return {
    profile: chosen ? profile.value : null,
    sandbox: null,
    baseUrl: gateway === normaliseBaseUrl(DEFAULT_BASE_URL) ? null : gateway,
    insecureHttp: isUnencrypted(gateway),
  }
}

/** What a printed command needs as far as the flags alone say it: for a run that failed before it was connected. */
export function selectorOfFlags(flags: GlobalFlagValues): Selector {
  return {
    account: flags['account-id']?.replace(/^accounts\//, '') ?? null,
    profile: flags.profile ?? null,
    sandbox: flags.sandbox ?? null,
    baseUrl: usableBaseUrl(flags['base-url']),
    insecureHttp: flags['insecure-http'] === true,
  }
}

/** A URL that is refused may hold a password: it is not printed again. */
function usableBaseUrl(url: string | undefined): string | null {
  try {
    return url === undefined ? null : normaliseBaseUrl(url)
  } catch {
    return null
  }
}

/** Key commands are rare, and what runs them is slow to load. */
async function printedKey(command: string, signal: AbortSignal): Promise<string> {
  const {runKeyCommand} = await import('../config/key-command.js')
  return runKeyCommand(command, signal)
}

/** The scenario asked for by flag or environment; null for the live API. @throws AppError usage for an unknown one */
export function sandboxScenario(io: CliIo, flags: GlobalFlagValues): string | null {
  const asked = settingInForce(io, flags.sandbox === undefined ? {} : {sandbox: flags.sandbox}, 'sandbox')
  if (asked === null || asked.value === '0' || asked.value === 'false') return null
  if (flags['base-url'] !== undefined) {
    // A gateway named on the line is meant; only two flags contradict each other.
    if (asked.origin !== 'flag') return null
    throw new AppError('usage', '`--sandbox` and `--base-url` cannot be used together', {
      hints: ['leave one of them out'],
    })
  }
  return scenarioNamed(asked.value === '1' || asked.value === 'true' ? 'tier2' : asked.value)
}

/** A scenario's name, checked. @throws AppError usage for an unknown one */
export function scenarioNamed(name: string): string {
  if (SCENARIOS.some(scenario => scenario.name === name)) return name
  throw new AppError('usage', `unknown sandbox scenario \`${name}\``, {
    hints: [`choose one of ${SCENARIOS.map(scenario => scenario.name).join(', ')}`],
  })
}

/** A sandbox in this process, on a free port, gone with the command. A real key never reaches it. */
async function sandboxEndpoint(flags: GlobalFlagValues, scenario: string): Promise<Endpoint> {
  const given = flags['api-key']
  if (given !== undefined && looksLikeRealKey(given)) {
    throw new AppError('usage', 'a key that looks real is not for the sandbox', {
      hints: ['leave `--api-key` out: the sandbox needs none'],
    })
  }
  const {createSandbox} = await import('../sandbox/index.js')
  const sandbox = await createSandbox({scenario})
  return {
    source: 'sandbox',
    baseUrl: sandbox.url,
    apiKey: given ?? sandbox.apiKey,
    accountId: flags['account-id']?.replace(/^accounts\//, '') ?? null,
    knownAccount: flags['account-id']?.replace(/^accounts\//, '') ?? sandbox.accountId,
    profile: null,
    keyOrigin: given === undefined ? {origin: 'default', detail: 'sandbox'} : {origin: 'flag', detail: '--api-key'},
    timeoutSeconds: flags.timeout ?? 30,
    warnings: [],
    selector: {profile: null, sandbox: scenario, baseUrl: null},
    close: () => sandbox.close(),
  }
}

/**
 * Whether there is a key, or a command that prints one, or a sandbox: for commands that say more with an account and
 * something without. A key command is not run.
 * @throws AppError usage for flags, variables or files that cannot be read
 */
export async function hasKey(io: CliIo, flags: GlobalFlagValues): Promise<boolean> {
  if (sandboxScenario(io, flags) !== null) return true
  const {apiKey, keyCommand} = await connectionOf(io, flags)
  return apiKey !== null || keyCommand !== null
}
