/** What answers below `/v1` for an OpenAI or Anthropic client whose base URL ends there; the account API has other names. */
const INFERENCE_NOUNS = new Set([
  'chat',
  'completions',
  'embeddings',
  'messages',
  'responses',
  'models',
  'rerank',
  'audio',
  'images',
])
const PACED = /\/(?:chat\/completions|completions|embeddings|messages|responses|rerank)$/

/**
 * The path at the gateway. Paths pass as they came, but for one courtesy: `/v1/chat/completions` and its like go to
 * `/inference/v1/…`, so that a client may be given the proxy's address with or without the inference path.
 * @param prefix path of the gateway's address, without a slash at the end
 */
export function upstreamPath(url: string, prefix: string): string {
  const noun = /^\/v1\/([a-z]+)(?=[/?#]|$)/.exec(url.slice(0, 40))?.[1]
  const inference = noun !== undefined && INFERENCE_NOUNS.has(noun)
  return `${prefix}${inference ? '/inference' : ''}${url}`
}

/** Whether rate limits of a model apply to it. @param path with or without a query */
export function isInference(method: string, path: string): boolean {
  return method === 'POST' && PACED.test(path.split('?', 1)[0]!)
}

/** The path of a request; null for one that is meant for another server. */
export function ownPath(url: string): string | null {
  if (url.startsWith('/') || url === '*') return url
  const absolute = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?(\/.*)?$/i.exec(url)
  return absolute === null ? null : (absolute[1] ?? '/')
}
