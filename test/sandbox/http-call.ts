import {createSandbox, ManualClock, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'

const open: Sandbox[] = []

/** Ends the sandboxes a test has started; for `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map(sandbox => sandbox.close()))
}

/** A sandbox on a clock that stands still, closed after the test. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox({clock: new ManualClock(), ...options})
  open.push(sandbox)
  return sandbox
}

export interface Reply {
  status: number
  headers: Headers
  body: Record<string, unknown>
  text: string
}

/** One request; `key` defaults to the sandbox's, the empty text sends none. */
export async function call(sandbox: Sandbox, path: string, init: RequestInit & {key?: string} = {}): Promise<Reply> {
  const {key = sandbox.apiKey, ...rest} = init
  const headers: Record<string, string> = key === '' ? {} : {authorization: `Bearer ${key}`}
  const response = await fetch(sandbox.url + path, {...rest, headers, redirect: 'manual'})
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json') === true
  return {
    status: response.status,
    headers: response.headers,
    body: (json ? JSON.parse(text) : {}) as Reply['body'],
    text,
  }
}

export function post(sandbox: Sandbox, path: string, body: unknown, key?: string): Promise<Reply> {
  return call(sandbox, path, {method: 'POST', body: JSON.stringify(body), ...(key === undefined ? {} : {key})})
}

/** A control route: answers with the state. */
export async function control(sandbox: Sandbox, action: string, body: object): Promise<Reply['body']> {
  const reply = await post(sandbox, `/_sandbox/${action}`, body, '')
  if (reply.status !== 200) throw new Error(reply.text)
  return reply.body
}

export const KIMI = 'accounts/fireworks/models/kimi-k3'

/** A chat completion with a prompt of three tokens. */
export function chat(sandbox: Sandbox, extra: object = {}, key?: string): Promise<Reply> {
  const messages = [{role: 'user', content: 'one two three'}]
  return post(sandbox, '/inference/v1/chat/completions', {model: KIMI, messages, ...extra}, key)
}
