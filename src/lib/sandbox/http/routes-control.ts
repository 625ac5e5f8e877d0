import {TIER_NAMES} from '../account/tiers.js'
import {jsonAnswer, type Answer} from './answer.js'
import {FAULTS, isFaultKind, type FaultSpec} from './fault.js'
import {ROUTES} from '../routes.js'
import {isScenarioName, SCENARIOS} from '../scenario-names.js'
import type {Simulation} from '../simulation.js'
import {simulationState} from '../simulation-state.js'

/** What the control routes may do to the server. */
interface Controlled {
  readonly simulation: Simulation
  reset(scenario: string): void
}

/** A refused control request; answered 400 with `{"error": "…"}`. */
class InvalidControl extends Error {}

type Body = Readonly<Record<string, unknown>>

/** Answers `/_sandbox/…`: JSON in, JSON out; every change answers with the state after it. */
export function controlRoutes(server: Controlled, method: string, path: string, text: string): Answer {
  try {
    if (method === 'GET' && path === '/_sandbox/state') return jsonAnswer(simulationState(server.simulation))
    if (method === 'GET' && /^\/_sandbox\/?$/.test(path)) return jsonAnswer(overview())
    const name = path.replace('/_sandbox/', '')
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
    if (action === undefined) return jsonAnswer({error: `no control route ${path}`, ...overview()}, 404)
    if (method !== 'POST') return jsonAnswer({error: `${path} takes POST`}, 405)
    action(server, parseBody(text))
    return jsonAnswer(simulationState(server.simulation))
  } catch (error) {
    if (error instanceof InvalidControl || error instanceof RangeError) return jsonAnswer({error: error.message}, 400)
    throw error
  }
}

const ACTIONS: Readonly<Record<string, (server: Controlled, body: Body) => void>> = {
  advance: ({simulation}, body) => simulation.time.advance(positive(body, 'seconds') * 1000),
  credits: ({simulation}, body) => simulation.account.ledger.topUp(positive(body, 'usd'), simulation.time.now()),
  tier: ({simulation}, body) => {
    const tier = TIER_NAMES.find(name => name === body['tier'])
    if (tier === undefined) throw new InvalidControl(`"tier" must be one of ${TIER_NAMES.join(', ')}`)
    simulation.account.grantTier(tier, simulation.time.now())
  },
  'payment-method': ({simulation}, body) => {
    const present = body['present']
    if (typeof present !== 'boolean') throw new InvalidControl('"present" must be true or false')
    simulation.account.ledger.setPaymentMethod(present)
    simulation.account.refresh(simulation.time.now())
  },
  invoice: ({simulation}, body) => {
    const status = body['status']
    if (status === 'failed') simulation.account.ledger.failInvoice()
    else if (status === 'paid') simulation.account.ledger.payInvoice(simulation.time.now())
    else throw new InvalidControl('"status" must be "failed" or "paid"')
    simulation.account.refresh(simulation.time.now())
  },
  fault: ({simulation}, body) => {
    if (body['kind'] === 'none') simulation.faults.clear()
    else simulation.faults.arm(faultSpec(body))
  },
  reset: (server, body) => {
    const scenario = body['scenario'] ?? server.simulation.scenarioName
    if (typeof scenario !== 'string' || !isScenarioName(scenario)) {
      throw new InvalidControl(`"scenario" must be one of ${SCENARIOS.map(known => known.name).join(', ')}`)
    }
    server.reset(scenario)
  },
}

/** Checks what came as a fault: `{"route": "GET /v1/accounts/…", "kind": "500", "times": 2}`. */
export function faultSpec(body: Body): FaultSpec {
  const kind = typeof body['kind'] === 'number' ? String(body['kind']) : body['kind']
  if (!isFaultKind(kind)) throw new InvalidControl(`"kind" must be "none" or one of ${Object.keys(FAULTS).join(', ')}`)
  const route = body['route'] ?? '*'
  if (typeof route !== 'string' || route.trim() === '') throw new InvalidControl('"route" must be a text')
  const times = body['times'] ?? 1
  const countable = typeof times === 'number' && Number.isInteger(times) && times > 0 && times <= LARGEST
  if (times !== 'always' && !countable) throw new InvalidControl('"times" must be a whole number above 0, or "always"')
  const location = body['location']
  if (location !== undefined && typeof location !== 'string') throw new InvalidControl('"location" must be a text')
  return {
    route,
    kind,
    times,
    ...(body['seconds'] === undefined ? {} : {seconds: positive(body, 'seconds')}),
    ...(body['retryAfterSeconds'] === undefined ? {} : {retryAfterSeconds: positive(body, 'retryAfterSeconds')}),
    ...(location === undefined ? {} : {location}),
  }
}

function overview(): object {
  return {
    routes: ['GET state', ...Object.keys(ACTIONS).map(name => `POST ${name}`)],
    simulated: ROUTES,
    scenarios: SCENARIOS,
    faults: FAULTS,
  }
}

function parseBody(text: string): Body {
  let body: unknown
  try {
    body = JSON.parse(text === '' ? '{}' : text)
  } catch {
    throw new InvalidControl('the body is not valid JSON')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidControl('the body must be a JSON object')
  }
  return body as Body
}

/** A hundred years in seconds; also more dollars than anybody needs, and more times. */
const LARGEST = 3_155_760_000

function positive(body: Body, name: string): number {
  const value = body[name]
  if (typeof value !== 'number' || !(value >= 0 && value <= LARGEST)) {
    throw new InvalidControl(`"${name}" must be a number from 0 to ${LARGEST}`)
  }
  return value
}
