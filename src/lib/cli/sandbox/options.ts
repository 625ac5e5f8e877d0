import {AppError} from '../../domain/errors.js'
import type {SandboxOptions} from '../../sandbox/index.js'

interface SandboxFlags {
  port?: number
  seed?: number
  'time-scale'?: number
  'header-unit'?: string
  'header-generation'?: string
  log?: boolean
}

/** What `fireq sandbox` was asked for, as the sandbox takes it. */
export function sandboxOptions(scenario: string, flags: SandboxFlags, log: (line: string) => void): SandboxOptions {
  return {
    scenario,
    port: flags.port ?? 0,
    ...(flags.seed === undefined ? {} : {seed: flags.seed}),
    ...(flags['time-scale'] === undefined ? {} : {timeScale: flags['time-scale']}),
    ...(flags['header-unit'] === undefined ? {} : {headerUnit: flags['header-unit'] as 'minute' | 'second'}),
    ...(flags['header-generation'] === undefined
      ? {}
      : {headerGeneration: flags['header-generation'] as 'adaptive' | 'dynamic' | 'none'}),
    ...(flags.log === false ? {} : {log}),
  }
}

/** What a client of its own needs to know: the scenario, a key that works, and the variables of OpenAI clients. */
export function howToUse(scenario: string, {url, apiKey}: {url: string; apiKey: string}): string[] {
  return [
    `sandbox ${scenario}: simulated data; docs/sandbox.md has its routes`,
    `API key: ${apiKey}`,
    `export OPENAI_BASE_URL=${url}/inference/v1 OPENAI_API_KEY=${apiKey}`,
  ]
}

/** Why the sandbox cannot listen. */
export function refusal(error: NodeJS.ErrnoException): never {
  const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES'
  if (!taken) throw error
  throw new AppError('refused', `the port is not free: ${error.code}`, {hints: ['take another one, or `--port 0`']})
}
