import {describe, expect, test} from '@jest/globals'
import {mkdtempSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {runCli, type RunOptions} from '../support/run-cli.js'
import {
  curlHttp1,
  curlHttp2,
  curlManyBlocks,
  curlVerbose,
  har,
  logLine,
  pythonException,
  structuredLog,
  type Answer,
} from '../support/paste-forms.js'

const PASTED_KEY = 'fw_pastedKeyThatMustNotShow1'

interface Diagnosed {
  readonly source: string
  readonly account: string | null
  readonly data: {
    readonly cause: string
    readonly message: string
    readonly reason: string
    readonly retryable: boolean
    readonly actions: readonly string[]
    readonly evidence: readonly string[]
    readonly httpStatus: number | null
    readonly requestId: string | null
    readonly observedAt: string | null
    readonly model: string | null
  }
}

/** No key, and a gateway that is not there: whatever asked anybody would fail. */
const OFFLINE: RunOptions = {env: {FIREWORKS_BASE_URL: 'http://127.0.0.1:1'}}

async function diagnose(stdin: string, argv: readonly string[] = []) {
  const outcome = await runCli(['diagnose', '--json', ...argv], {...OFFLINE, stdin})
  const document = JSON.parse(outcome.stdout) as Diagnosed
  return {...outcome, ...document}
}

const SUSPENDED =
  'Account acme is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices. Please go to https://fireworks.ai/account/billing'
const QUOTA = 'global--h100-count for account acme, in use: 8, quota: 8, requesting: 8'
const LIMITED = 'rate limit exceeded, please try again later'

const control = (code: number, message: string) => JSON.stringify({code, message, details: []})
const inference = (code: string, message: string) =>
  JSON.stringify({error: {message, code, type: 'error', param: null}, request_id: 'req-in-body'})

interface Row {
  readonly name: string
  readonly answer: Omit<Answer, 'headers'> & {readonly headers?: Answer['headers']}
  readonly cause: string
  readonly exitCode: number
  readonly retryable?: boolean
  /** The cause where a form keeps neither status nor headers. */
  readonly bareCause?: string
}

/** Every row of the contract's table of errors, in every envelope that it names. */
const ROWS: readonly Row[] = [
  {
    name: '400, control plane',
    answer: {status: 400, body: control(3, 'invalid value')},
    cause: 'bad-request',
    exitCode: 1,
  },
  {
    name: '400, inference',
    answer: {status: 400, body: inference('BAD_REQUEST', 'no')},
    cause: 'bad-request',
    exitCode: 1,
  },
  {name: '401', answer: {status: 401, body: control(16, 'bad key')}, cause: 'unauthorized', exitCode: 4},
  {
    name: '402',
    answer: {status: 402, body: inference('X', 'usage cap reached')},
    cause: 'user-cap',
    exitCode: 5,
    bareCause: 'unknown',
  },
  {name: '403', answer: {status: 403, body: control(7, 'permission denied')}, cause: 'forbidden', exitCode: 4},
  {
    name: '404',
    answer: {status: 404, body: inference('NOT_FOUND', 'Model not found')},
    cause: 'not-found',
    exitCode: 3,
  },
  {name: '404, empty message', answer: {status: 404, body: control(5, '')}, cause: 'not-found', exitCode: 3},
  {
    name: '408',
    answer: {status: 408, body: inference('X', 'slow')},
    cause: 'server-error',
    exitCode: 7,
    retryable: true,
    bareCause: 'unknown',
  },
  {
    name: '500',
    answer: {status: 500, body: control(13, 'internal')},
    cause: 'server-error',
    exitCode: 7,
    retryable: true,
  },
  {
    name: '502, a web page',
    answer: {
      status: 502,
      headers: [['content-type', 'text/html']],
      body: '<html><head><title>502 Bad Gateway</title></head></html>',
    },
    cause: 'server-error',
    exitCode: 7,
    retryable: true,
  },
  {
    name: '504',
    answer: {status: 504, body: control(4, 'deadline exceeded')},
    cause: 'server-error',
    exitCode: 7,
    retryable: true,
  },
  {
    name: '520, empty',
    answer: {status: 520, body: ''},
    cause: 'server-error',
    exitCode: 7,
    retryable: true,
    bareCause: 'unknown',
  },
  {
    name: '412, suspended',
    answer: {status: 412, body: inference('PRECONDITION_FAILED', SUSPENDED)},
    cause: 'suspended',
    exitCode: 5,
  },
  {
    name: '412, the older wording',
    answer: {status: 412, body: control(9, 'monthly usage exceeded')},
    cause: 'suspended',
    exitCode: 5,
  },
  {
    name: '412, another text',
    answer: {status: 412, body: inference('PRECONDITION_FAILED', 'LoRA addon failed to load')},
    cause: 'bad-request',
    exitCode: 1,
  },
  {
    name: '413',
    answer: {status: 413, body: inference('X', 'too large')},
    cause: 'bad-request',
    exitCode: 1,
    bareCause: 'unknown',
  },
  {
    name: '429',
    answer: {status: 429, body: inference('RATE_LIMIT_EXCEEDED', LIMITED)},
    cause: 'rate-limited',
    exitCode: 6,
    retryable: true,
  },
  {
    name: '429, error as a string',
    answer: {status: 429, body: JSON.stringify({error: LIMITED})},
    cause: 'rate-limited',
    exitCode: 6,
    retryable: true,
  },
  {name: '429, a quota', answer: {status: 429, body: control(8, QUOTA)}, cause: 'quota-exceeded', exitCode: 1},
  {name: '400, a quota', answer: {status: 400, body: control(9, QUOTA)}, cause: 'quota-exceeded', exitCode: 1},
  {name: '403, a quota', answer: {status: 403, body: control(7, QUOTA)}, cause: 'quota-exceeded', exitCode: 1},
  {
    name: '429, a dedicated deployment',
    answer: {
      status: 429,
      body: inference('RATE_LIMIT_EXCEEDED', LIMITED),
      model: 'accounts/acme/models/tuned#accounts/acme/deployments/d1',
    },
    cause: 'deployment-saturated',
    exitCode: 6,
    retryable: true,
  },
  {
    name: '503',
    answer: {status: 503, body: inference('SERVICE_UNAVAILABLE', 'Service Overloaded')},
    cause: 'load-shed',
    exitCode: 7,
    retryable: true,
  },
  {
    name: '503, scaling up',
    answer: {status: 503, body: inference('DEPLOYMENT_SCALING_UP', 'scaling up')},
    cause: 'scaling-up',
    exitCode: 7,
    retryable: true,
  },
]

const HEADERS = [
  ['date', 'Sat, 21 Nov 2026 12:00:00 GMT'],
  ['x-request-id', 'req-77'],
] as const

/** Forms that keep the status, and those that keep the headers too. */
const WITH_STATUS: Record<string, {readonly paste: (answer: Answer) => string; readonly headers: boolean}> = {
  'curl -i, HTTP/1.1': {paste: curlHttp1, headers: true},
  'curl -i, HTTP/2': {paste: curlHttp2, headers: true},
  'several header blocks': {paste: curlManyBlocks, headers: true},
  'curl -v': {paste: curlVerbose, headers: true},
  'a HAR file': {paste: har, headers: true},
  'a log line': {paste: logLine, headers: false},
  'a structured log': {paste: structuredLog, headers: false},
  'a Python exception': {paste: pythonException, headers: false},
}

describe.each(ROWS)('$name', ({answer: told, cause, exitCode, retryable = false, bareCause = cause}) => {
  const answer: Answer = {
    headers: [...HEADERS, ...(told.headers ?? [])],
    ...told,
    ...(told.headers ? {headers: [...HEADERS, ...told.headers]} : {}),
  }
  const model = answer.model === undefined ? [] : ['--model', answer.model]

  test.each(Object.entries(WITH_STATUS))('as %s', async (_, {paste, headers}) => {
    const found = await diagnose(paste(answer), model)
    expect([found.data.cause, found.code, found.data.retryable]).toEqual([cause, exitCode, retryable])
    expect([found.source, found.account]).toEqual(['offline', null])
    expect(found.data.evidence.length).toBeGreaterThan(1)
    expect(found.data.actions.length).toBeGreaterThan(0)
    expect(found.stdout + found.stderr).not.toContain(PASTED_KEY)
    if (!headers) return
    expect(found.data.httpStatus).toBe(answer.status)
    expect(found.data.evidence).toContain(`HTTP ${answer.status}`)
    expect(found.data.requestId).toBe('req-77')
    expect(found.data.observedAt).toBe('2026-11-21T12:00:00.000Z')
  })

  test('as a body alone', async () => {
    if (answer.body === '') return
    const found = await diagnose(answer.body, model)
    expect(found.data.cause).toBe(bareCause)
    // The title of a web page tells one.
    expect([null, answer.body.startsWith('<') ? answer.status : null]).toContain(found.data.httpStatus)
    if (bareCause === 'unknown') expect(found.code).toBe(1)
  })

  test('as its parts', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-paste-'))
    const file = path.join(folder, 'headers')
    writeFileSync(file, answer.headers.map(([name, value]) => `${name}: ${value}\n`).join(''))
    const argv = ['--status', String(answer.status), '--headers', file, '--body', '-', ...model]
    const found = await diagnose(answer.body, argv)
    expect([found.data.cause, found.code]).toEqual([cause, exitCode])
    expect(found.data.requestId).toBe('req-77')
  })

  test('as a file', async () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-paste-')), 'answer.txt')
    writeFileSync(file, curlHttp1(answer))
    expect((await diagnose('', [file, ...model])).data.cause).toBe(cause)
  })
})

describe('the form of a paste', () => {
  test('firectl prints rpc codes', async () => {
    const line = (rest: string) => `2026/09/16 17:49:36 Failed to execute: rpc error: code = ${rest}`
    const cases = [
      ['PermissionDenied desc = user may not', 'forbidden', 4],
      ['NotFound desc = quota not found', 'not-found', 3],
      ['Unauthenticated desc = bad key', 'unauthorized', 4],
      [`ResourceExhausted desc = ${QUOTA}`, 'quota-exceeded', 1],
      ['ResourceExhausted desc = too many', 'rate-limited', 6],
      [`FailedPrecondition desc = ${SUSPENDED}`, 'suspended', 5],
    ] as const
    for (const [rest, cause, exitCode] of cases) {
      const {data, code} = await diagnose(line(rest))
      expect([rest, data.cause, code]).toEqual([rest, cause, exitCode])
    }
  })

  test('connections that failed are told apart from answers', async () => {
    const cases = [
      ['openai.APIConnectionError: Connection error.', 'network'],
      ['curl: (6) Could not resolve host: api.fireworks.ai', 'network'],
      ['Error: connect ECONNREFUSED 10.0.0.1:443', 'network'],
      ['curl: (28) Operation timed out after 30001 milliseconds', 'timeout'],
      ['openai.APITimeoutError: Request timed out.', 'timeout'],
    ] as const
    for (const [text, cause] of cases) {
      const {data, code} = await diagnose(text)
      expect([text, data.cause, code]).toEqual([text, cause, 7])
    }
  })

  test('a HAR says which entry was taken, and the failing one is taken', async () => {
    const {data} = await diagnose(har({status: 429, headers: [], body: inference('X', LIMITED)}))
    expect(data.evidence[0]).toBe(
      'read: a HAR file, entry 2 (POST https://api.fireworks.ai/inference/v1/chat/completions): 3 answers; the one of Fireworks that failed decides',
    )
    expect(data.model).toBe('kimi-k3')
  })

  test('a HAR entry without an answer is a failed connection', async () => {
    const {data} = await diagnose(har({status: 0, headers: [], body: ''}))
    expect(data.cause).toBe('network')
  })

  test('a proxy that wants a password is no word of Fireworks', async () => {
    const {data} = await diagnose('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n')
    expect(data.cause).toBe('network')
  })

  test('headers tell which limit, although over-limit says no', async () => {
    const headers = [
      ['x-ratelimit-limit-tokens-generated', '36000'],
      ['x-ratelimit-remaining-tokens-generated', '0'],
      ['x-ratelimit-over-limit', 'no'],
    ] as const
    const {data} = await diagnose(curlVerbose({status: 429, headers, body: inference('X', LIMITED)}))
    expect(data.reason).toMatch(/rate limit of output tokens/)
    expect(data.evidence).toContain('output tokens: remaining 0 of 36,000 per minute (headers)')
  })

  test('a retry-after is what the server asks, as seconds and as a date', async () => {
    const at = (value: string) =>
      curlHttp1({status: 429, headers: [...HEADERS, ['retry-after', value]], body: inference('X', LIMITED)})
    for (const value of ['7', 'Sat, 21 Nov 2026 12:00:07 GMT']) {
      const {stdout} = await runCli(['diagnose'], {...OFFLINE, stdin: at(value)})
      expect(stdout).toContain('Retry: yes, in 7 s, as the server asks')
    }
  })

  test('quoting, indentation, fences, colours and a lost blank line do not matter', async () => {
    const dump = curlHttp2({status: 412, headers: HEADERS, body: inference('PRECONDITION_FAILED', SUSPENDED)})
    const answerOnly = dump.slice(dump.indexOf('HTTP/2'))
    const forms = [
      answerOnly.replace(/^/gm, '> '),
      answerOnly.replace(/^/gm, '    '),
      `\`\`\`\n${answerOnly}\n\`\`\``,
      answerOnly.replace(/^(date|x-request-id)/gm, '\u001b[1m$1\u001b[0m'),
      answerOnly.replace('\n\n', '\n'),
      `\ufeff${answerOnly.replaceAll('\n', '\r\n')}`,
    ]
    for (const form of forms) {
      const {data} = await diagnose(form)
      expect([data.cause, data.httpStatus, data.requestId]).toEqual(['suspended', 412, 'req-77'])
    }
  })

  test('the last error of a long log counts', async () => {
    const first = logLine({status: 503, headers: [], body: inference('SERVICE_UNAVAILABLE', 'Service Overloaded')})
    const last = logLine({status: 429, headers: [], body: inference('RATE_LIMIT_EXCEEDED', LIMITED)})
    const {data} = await diagnose(`${first}\n${last}\n`)
    expect(data.cause).toBe('rate-limited')
    expect(data.evidence[0]).toContain('the last one of Fireworks that failed decides, of 2; the first was load-shed')
  })
})

describe('what cannot be known', () => {
  test.each([
    ['a sentence', 'it is slow today'],
    ['random bytes', '\u0000\u0001\ufffd\u009b31m'],
    ['JSON of something else', '{"name":"fireq","version":"1.0.0"}'],
    ['half a JSON', '{"error": {"mess'],
    ['an empty HAR', '{"log":{"entries":[]}}'],
    ['a 412 without a word', 'HTTP/2 412 \r\n\r\n'],
  ])('%s is unknown, exit 1, with what would help', async (_, text) => {
    const {data, code} = await diagnose(text)
    expect([data.cause, code, data.retryable]).toEqual(['unknown', 1, false])
    expect(data.reason).toBe('unknown')
    expect(data.actions.join('\n')).toContain('curl -i')
    const shown = await runCli(['diagnose', '-'], {...OFFLINE, stdin: text})
    expect(shown.stdout).toMatch(/Retry: unknown/)
  })

  test('nothing at all with `-` is unknown too', async () => {
    const {data, code} = await diagnose('', ['-'])
    expect([data.cause, code]).toEqual(['unknown', 1])
    expect(data.message).toContain('the input is empty')
  })
})

describe('the command line', () => {
  test('empty standard input asks the account; --live does in any case', async () => {
    const empty = await runCli(['diagnose'], {env: {}, stdin: ''})
    expect(empty.code).toBe(4)
    expect(empty.stderr).toContain('no API key')
    const live = await runCli(['diagnose', '--live', '--sandbox', '--json'], {stdin: 'HTTP/2 429 \r\n\r\n'})
    expect((JSON.parse(live.stdout) as Diagnosed).source).toBe('sandbox')
  })

  test.each([
    [['x.txt', '--status', '429'], 'cannot be used together'],
    [['x.txt', '--live'], 'cannot be used together'],
    [['--headers', '-', '--body', '-'], 'both read standard input'],
    [['--status', '42'], 'from 100 to 599'],
    [['--live', '-m', 'a b'], 'neither a short name'],
  ])('refuses %j', async (argv, says) => {
    const {code, stderr} = await runCli(['diagnose', ...argv], {...OFFLINE, env: {FIREWORKS_API_KEY: 'fw_test_x'}})
    expect(code).toBe(2)
    expect(stderr).toContain(says)
  })

  test('a file that is not there, and input that is too large, are clear errors', async () => {
    const gone = await runCli(['diagnose', '/nowhere/at/all'], OFFLINE)
    expect(gone.code).toBe(1)
    expect(gone.stderr).toContain('`/nowhere/at/all` does not exist')
    const large = await runCli(['diagnose'], {...OFFLINE, stdin: `{"a":"${'x'.repeat(32 * 1024 * 1024)}`})
    expect(large.code).toBe(1)
    expect(large.stderr).toContain('standard input holds more than 32 MB in one piece')
    const part = await runCli(['diagnose', '--status', '429', '--body', '-'], {
      ...OFFLINE,
      stdin: 'x'.repeat(10 * 1024 * 1024 + 1),
    })
    expect(part.stderr).toContain('standard input holds more than 10 MB in one piece')
  })

  test('reads what Windows PowerShell writes', async () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-paste-')), 'answer.txt')
    const text = curlHttp1({status: 429, headers: [], body: inference('X', LIMITED)})
    writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))
    expect((await diagnose('', [file])).data.cause).toBe('rate-limited')
  })
})

describe('hostile text', () => {
  const evil = (message: string) =>
    curlHttp1({status: 400, headers: [['x-request-id', message]], body: inference('X', message)})

  test('never steers a terminal', async () => {
    const text = evil('a\u001b[2Jb\u202egpj\u202c\u009b31m\u0007 \u200bend')
    for (const argv of [['diagnose'], ['diagnose', '--markdown'], ['diagnose', '--json']]) {
      const {stdout} = await runCli(argv, {...OFFLINE, stdin: text, columns: 80})
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b]/)
    }
  })

  test('cannot leave the fence of --markdown, nor carry a key out', async () => {
    const text = evil(`x\n\`\`\`\n# Owned @here\n~~~ ${PASTED_KEY} Authorization: Bearer abc.def.ghi`)
    const {stdout} = await runCli(['diagnose', '--markdown'], {...OFFLINE, stdin: text})
    expect(stdout.split('\n').filter(line => /^\s*(?:`{3}|~{3})/.test(line))).toEqual(['```text', '```'])
    expect(stdout.match(/`{3}/g)).toHaveLength(2)
    expect(stdout).not.toMatch(/^# /m)
    expect(stdout).not.toContain(PASTED_KEY)
    expect(stdout).not.toContain('abc.def')
    expect(stdout).toContain('[redacted]')
  })

  test('--markdown has the time in UTC and the request id', async () => {
    const text = curlHttp1({status: 503, headers: HEADERS, body: inference('X', 'Service Overloaded')})
    const {stdout, code} = await runCli(['diagnose', '--markdown'], {...OFFLINE, stdin: text})
    expect(code).toBe(7)
    expect(stdout).toMatch(/^\*\*fireq diagnose: load-shed\*\*\n\n```text\ntime \(UTC\): 2026-11-21 12:00:00Z\n/)
    expect(stdout).toContain('request id: req-77\n')
    expect(stdout).toContain('HTTP status: 503\n')
  })
})
