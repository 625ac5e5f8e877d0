import type {Agent} from 'node:http'
import {resolveConnection} from '../../config/resolve.js'
import {AppError} from '../../domain/errors.js'
import {proxyFor, tunnelAgent} from '../../fireworks/proxy.js'
import type {Proxy, ProxyOptions} from '../../proxy/index.js'
import type {GlobalFlagValues} from '../flags.js'
import {keepsHistory} from '../history/recording.js'
import {write, type CliIo} from '../io.js'
import {safeGateway} from '../plain-http.js'
import {refusal} from '../sandbox/options.js'
import {connectionFlags, placeOf, sandboxScenario} from '../session.js'
import {VERSION} from '../version.js'

/** Connections to the gateway: more than any job opens at once, and an end to it. */
const MOST_CONNECTIONS = 4096
/** Idle connections that are kept. */
const MOST_IDLE_CONNECTIONS = 256
/**
 * Milliseconds an idle connection to the gateway is kept; a hint of the gateway's (`keep-alive: timeout`) may end it
 * sooner. As short as HTTP clients have it (undici: 4 s, 2026-10): one that the gateway closes at the moment of a
 * request costs that request.
 */
const IDLE_MS = 4000
/** Milliseconds a company's proxy may take to open a tunnel. */
const TUNNEL_MS = 30_000

interface Target {
  readonly source: 'live' | 'sandbox'
  readonly url: URL
  /** Accounts by key, as far as the settings tell. */
  readonly accounts: ReadonlyMap<string, string>
  /** A key that the sandbox takes; null for the real API, where each client has its own. */
  readonly sandboxKey: string | null
  readonly close: () => Promise<void>
}

export interface OpenProxy {
  readonly proxy: Proxy
  readonly source: 'live' | 'sandbox'
  readonly upstream: string
  readonly sandboxKey: string | null
  readonly close: () => Promise<void>
}

/** Starts the proxy in front of the gateway that flags, environment, profile and settings name, or of a sandbox. */
export async function openProxy(
  io: CliIo,
  flags: GlobalFlagValues & {record?: boolean},
  options: Pick<ProxyOptions, 'port' | 'advise' | 'pace'>,
): Promise<OpenProxy> {
  const target = await targetOf(io, flags)
  try {
    refuseItself(target.url, options.port)
    const {startProxy} = await import('../../proxy/index.js')
    const recorder = flags.record === true || keepsHistory(io) ? await recorderOf(io, target.source) : null
    const proxy = await startProxy({
      ...options,
      upstream: {url: target.url, agent: await agentFor(io, target.url)},
      version: VERSION,
      clock: io.clock,
      accounts: target.accounts,
      ...(recorder === null ? {} : {record: readings => recorder.push(readings)}),
      onOwnFault: message => void write(io.stderr, `warning: a fault of the proxy's own, requests pass: ${message}\n`),
    }).catch(refusal)
    return {
      proxy,
      source: target.source,
      upstream: proxy.snapshot().upstream,
      sandboxKey: target.sandboxKey,
      close: async () => {
        await proxy.close()
        await recorder?.idle()
        await target.close()
      },
    }
  } catch (error) {
    await target.close()
    throw error
  }
}

/** Into the history, as `history record` keeps it. @throws AppError refused without a folder for it */
async function recorderOf(io: CliIo, source: 'live' | 'sandbox') {
  const {BackgroundRecorder} = await import('../../history/background.js')
  const {historyStore} = await import('../history/place.js')
  return new BackgroundRecorder(
    historyStore(io, source),
    message => void write(io.stderr, `warning: not recorded: ${message}\n`),
  )
}

async function targetOf(io: CliIo, flags: GlobalFlagValues): Promise<Target> {
  const scenario = sandboxScenario(io, flags)
  if (scenario !== null) {
    const {createSandbox} = await import('../../sandbox/index.js')
    const sandbox = await createSandbox({scenario})
    if (!flags.quiet) await write(io.stderr, `sandbox ${scenario}: simulated data\n`)
    const {accountId, apiKey} = sandbox
    const accounts = new Map([[apiKey, accountId]])
    return {source: 'sandbox', url: new URL(sandbox.url), accounts, sandboxKey: apiKey, close: () => sandbox.close()}
  }
  const {baseUrl, apiKey, accountId} = await resolveConnection(placeOf(io), connectionFlags(flags))
  const known = apiKey !== null && accountId !== null ? ([[apiKey.value, accountId.value]] as const) : []
  const url = new URL(safeGateway(placeOf(io), flags, baseUrl))
  return {source: 'live', url, accounts: new Map(known), sandboxKey: null, close: () => Promise.resolve()}
}

/** A proxy in front of itself would ask itself for ever. */
function refuseItself({hostname, port}: URL, own: number): void {
  if (own === 0 || Number(port) !== own || !/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)) return
  throw new AppError('usage', `the base URL is this proxy's own address, port ${own}`, {
    hints: ['unset `FIREWORKS_BASE_URL` or name the gateway with `--base-url`, or take another `--port`'],
  })
}

async function agentFor(io: CliIo, url: URL): Promise<Agent> {
  const proxy = proxyFor(url, io.env)
  if (proxy !== null) {
    const settings = {maxSockets: MOST_CONNECTIONS, timeoutMs: TUNNEL_MS, signal: new AbortController().signal}
    return tunnelAgent(url, proxy, settings)
  }
  const settings = {
    keepAlive: true,
    maxSockets: MOST_CONNECTIONS,
    maxFreeSockets: MOST_IDLE_CONNECTIONS,
    timeout: IDLE_MS,
    scheduling: 'lifo',
  } as const
  if (url.protocol === 'https:') return new (await import('node:https')).Agent(settings)
  return new (await import('node:http')).Agent(settings)
}
