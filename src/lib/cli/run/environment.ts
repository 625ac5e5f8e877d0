type Env = Readonly<Record<string, string | undefined>>

const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']

/**
 * The environment of a program that is to use the proxy: what OpenAI's, Anthropic's and Fireworks' clients read. Where a
 * company's proxy is set, this machine is exempted from it.
 * @param sandboxKey stands in for every key, so that no real one is sent to the sandbox
 */
export function childEnvironment(env: Env, url: string, sandboxKey: string | null): Env {
  return {
    ...env,
    // Clients append `/chat/completions`, Anthropic's `/v1/messages`, Fireworks' own the whole path.
    OPENAI_BASE_URL: `${url}/inference/v1`,
    OPENAI_API_BASE: `${url}/inference/v1`,
    ANTHROPIC_BASE_URL: `${url}/inference`,
    FIREWORKS_BASE_URL: url,
    ...(PROXY_VARIABLES.some(name => env[name]) ? withoutProxy(env) : {}),
    ...(sandboxKey === null
      ? {}
      : {OPENAI_API_KEY: sandboxKey, ANTHROPIC_API_KEY: sandboxKey, FIREWORKS_API_KEY: sandboxKey}),
  }
}

function withoutProxy(env: Env): Env {
  const exempt = [env['no_proxy'] ?? env['NO_PROXY'] ?? '', '127.0.0.1,localhost'].filter(part => part !== '').join(',')
  return {no_proxy: exempt, NO_PROXY: exempt}
}
