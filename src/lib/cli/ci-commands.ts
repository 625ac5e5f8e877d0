import type {CliIo, OutputStream} from './io.js'

/** What tells that the output is read by a runner that obeys commands in it: GitHub Actions, Azure Pipelines, TeamCity. */
const RUNNERS = ['GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION']

/** GitHub trims a line before it looks for `::`. Source: actions/runner, ActionCommand, 2026-11. */
const AT_LINE_START = /^([^\S\n\r\u2028\u2029]*):(?=:)/gm
/** `##[error]`, `##vso[…]`, `##teamcity[…]`: found anywhere in a line. */
const ANYWHERE = /##(?=\[|vso\[|teamcity\[)/g

/**
 * In a CI job, the streams of a run without anything that the job's runner would take for a command: an id or a message
 * that begins with `::error::` came from a server, and must not annotate, mask or set anything.
 * @param argv fireq's own annotations, `--format github`, stay as they are
 */
export function withoutCiCommands(io: CliIo, argv: readonly string[]): CliIo {
  if (!RUNNERS.some(name => !['', undefined].includes(io.env[name]))) return io
  const annotates = argv.some(
    (word, at) => word === '--format=github' || (word === 'github' && argv[at - 1] === '--format'),
  )
  return {...io, stdout: annotates ? io.stdout : defused(io.stdout), stderr: defused(io.stderr)}
}

/** @returns the text as a runner takes it for text: `: :error::`, `# #[error]` */
export function defuseCiCommands(text: string): string {
  return text.replace(AT_LINE_START, '$1: ').replace(ANYWHERE, '# #')
}

function defused(stream: OutputStream): OutputStream {
  return new Proxy(stream, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'write') return value.bind(target) as unknown
      return (text: unknown, ...rest: unknown[]) =>
        (value as (...words: unknown[]) => boolean).call(
          target,
          typeof text === 'string' ? defuseCiCommands(text) : text,
          ...rest,
        )
    },
  })
}
