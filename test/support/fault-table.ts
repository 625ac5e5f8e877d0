import {gzipSync} from 'node:zlib'
import {bodiesOf, type BodyShape} from './error-body-shapes.js'
import type {Exchange, Fault} from './faulty-gateway.js'

/** `error.code`, `cause` or `outcome` of the document. */
export type Told = keyof typeof EXIT_OF

/** What a script is promised for each word. Source: the exit-code table of fireq's own contract, not its code. */
export const EXIT_OF = {
  ok: 0,
  'rate-limited': 6,
  'load-shed': 7,
  suspended: 5,
  'user-cap': 5,
  'quota-exceeded': 1,
  'deployment-saturated': 6,
  'scaling-up': 7,
  unauthorized: 4,
  forbidden: 4,
  'not-found': 3,
  'bad-request': 1,
  'server-error': 7,
  network: 7,
  timeout: 7,
  unknown: 1,
  usage: 2,
  conflict: 1,
  'bad-response': 7,
  'not-offered': 1,
} as const

/** Addresses where no HTTP conversation is possible. */
export interface Addresses {
  readonly noSuchName: string
  readonly refused: string
  readonly selfSigned: string
  /** The same kind of certificate, and a healthy gateway behind it. */
  readonly corporate: string
  readonly plainAskedForTls: string
  readonly silentAskedForTls: string
  readonly neverConnects: string
}

export interface FaultRow {
  readonly group: string
  readonly name: string
  /** Every one of them must come to the same. */
  readonly variants: readonly {readonly name: string; readonly fault: Fault}[]
  /** Where the fault is the address itself. */
  readonly address?: keyof Addresses
  /** Real time passes until `--timeout`. */
  readonly slow?: true
  /** What a command says whose question to the account API met the fault; several where the system decides. */
  readonly account: Told | readonly Told[]
  /** The same for a question to inference. */
  readonly inference: Told | readonly Told[]
  /** What is said of a change (PATCH) that met it, where it differs from a reading. */
  readonly change?: Told | readonly Told[]
  /** Only paths that list are struck: what each column says. */
  readonly listsOnly?: true
  /** Only a process of its own can be told so: run on the bundle alone. */
  readonly spawned?: true
  /** A thousand requests: run once a column. */
  readonly long?: true
  /** The model asked, where a dedicated deployment matters. */
  readonly model?: string
}

/** The key that every run carries and no output may show; of no known kind, so that no pattern gives it away. */
export const MATRIX_KEY = 'k3y-of-no-known-kind-0123456789'

const json = {'content-type': 'application/json'}
const html = {'content-type': 'text/html; charset=utf-8'}
const PAGE = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>to the network</body></html>\n'

function answer(status: number, body: string | Buffer, headers: Record<string, string> = json): Fault {
  return ({response}) => void response.writeHead(status, headers).end(body)
}

const one = (fault: Fault) => [{name: '', fault}]
const each = (bodies: Readonly<Record<string, string | Buffer>>, headers?: Record<string, string>) =>
  Object.entries(bodies).map(([name, body]) => ({name, fault: answer(200, body, headers)}))
const never: Fault = () => undefined

/** Headers, half a body, and then what `end` does once the client has had time to read that. */
function halfAnAnswer(headers: Record<string, string>, end: (exchange: Exchange) => void): Fault {
  return exchange => {
    exchange.response.writeHead(200, {...json, ...headers})
    exchange.response.write('{"name":"accounts/acme/quotas/monthly-spend-usd","value":"4')
    setTimeout(() => end(exchange), 40)
  }
}

function endless({response}: Exchange): void {
  response.writeHead(200, json)
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, ' ')));
  }
  response.on('drain', more)
  more()
}

function dripping({response}: Exchange): void {
  response.writeHead(200, json)
  const timer = setInterval(() => response.write(' '), 50)
  response.on('close', () => clearInterval(timer))
}

const LISTS = /\/(?:accounts|quotas|models)$/
let freshToken = 0

function pagesWithout(end: 'the same token' | 'fresh tokens'): Fault {
  return ({asked, response, healthy}) => {
    const list = LISTS.exec(asked.path)?.[0].slice(1)
    if (list === undefined || asked.method !== 'GET') return healthy()
    const nextPageToken = end === 'the same token' ? 'again' : `page-${freshToken++}`
    response.writeHead(200, json).end(JSON.stringify({[list]: [], nextPageToken}))
  }
}

function redirected(status: number, location: (exchange: Exchange) => string): Fault {
  return exchange => {
    if (exchange.asked.query.has('moved')) return exchange.healthy()
    exchange.response.writeHead(status, {location: location(exchange)}).end()
  }
}

const REDIRECTS = [301, 302, 303, 307, 308]
const moved = ({url, asked}: Exchange) => `${url}${asked.path}?moved=1`
const inCircles = ({url, asked}: Exchange) => `${url}${asked.path}?again=1`

const CONNECTION: readonly Omit<FaultRow, 'group'>[] = [
  {name: 'no such name (DNS)', variants: one(never), address: 'noSuchName', account: 'network', inference: 'network'},
  {name: 'nobody listens', variants: one(never), address: 'refused', account: 'network', inference: 'network'},
  {
    name: 'connects too slowly',
    variants: one(never),
    address: 'neverConnects',
    slow: true,
    account: 'timeout',
    inference: 'timeout',
  },
  {
    name: 'a certificate nobody vouches for',
    variants: one(never),
    address: 'selfSigned',
    account: 'network',
    inference: 'network',
  },
  {
    name: 'a corporate CA, named in NODE_EXTRA_CA_CERTS',
    variants: one(({healthy}) => healthy()),
    address: 'corporate',
    spawned: true,
    account: 'ok',
    inference: 'ok',
  },
  {
    name: 'TLS asked of a server without it',
    variants: one(never),
    address: 'plainAskedForTls',
    account: 'network',
    inference: 'network',
  },
  {
    name: 'a TLS handshake that never ends',
    variants: one(never),
    address: 'silentAskedForTls',
    slow: true,
    account: 'timeout',
    inference: 'timeout',
  },
  {
    name: 'reset before the answer',
    variants: one(({response}) => void response.socket?.resetAndDestroy()),
    account: 'network',
    inference: 'network',
  },
  {
    name: 'closed before the answer',
    variants: one(({response}) => void response.socket?.end()),
    account: 'network',
    inference: 'network',
  },
  {
    name: 'reset during the answer',
    variants: one(halfAnAnswer({'content-length': '2000'}, ({response}) => response.socket?.resetAndDestroy())),
    // A reset overtakes bytes that were not read yet: then no answer had begun.
    account: ['bad-response', 'network'],
    inference: ['network', 'bad-response'],
    change: 'network',
  },
  {
    name: 'cut short',
    variants: [
      {
        name: 'of a length that was told',
        fault: halfAnAnswer({'content-length': '2000'}, ({response}) => response.socket?.end()),
      },
      {name: 'in chunks', fault: halfAnAnswer({}, ({response}) => response.socket?.end())},
    ],
    account: 'bad-response',
    inference: 'network',
    change: 'network',
  },
  {
    name: 'not HTTP',
    variants: one(({response}) => void response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n')),
    account: 'bad-response',
    inference: 'bad-response',
  },
  {
    name: 'another protocol (101)',
    variants: one(
      ({response}) =>
        void response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ),
    account: 'bad-response',
    inference: 'bad-response',
  },
  {
    name: 'headers of 64 kB',
    variants: one(answer(200, '{}', {...json, 'x-filler': 'h'.repeat(65_536)})),
    account: 'bad-response',
    inference: 'bad-response',
  },
]

const SLOW: readonly Omit<FaultRow, 'group' | 'slow' | 'account' | 'inference'>[] = [
  {name: 'the first byte never comes', variants: one(never)},
  {name: 'the body stops half way', variants: one(halfAnAnswer({'content-length': '2000'}, () => undefined))},
  {name: 'a body that drips for ever', variants: one(dripping)},
]

const OTHER_SHAPES = {
  'a list': '[]',
  null: 'null',
  'a text': '"ok"',
  'a number': '42',
  'fields of another kind of thing': '{"status":"ok","unexpected":[1,2,3]}',
  'fields of the wrong type': '{"name":5,"accounts":7,"quotas":{},"models":"x","choices":"y","value":{}}',
  'items of the wrong type': '{"name":[],"accounts":[null],"quotas":["x"],"models":[1],"choices":null}',
}

const BODIES: readonly Omit<FaultRow, 'group'>[] = [
  {
    name: 'no JSON',
    variants: each({
      'cut in the middle': '{"quotas":[{"name":"accounts/acme/quo',
      'a comma too many': '{"name":"accounts/acme","quotas":[],}',
      'two documents': '{}{}',
      'not UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x80]),
    }),
    account: 'bad-response',
    inference: 'bad-response',
  },
  {name: 'nothing', variants: each({'': ''}), account: 'bad-response', inference: 'bad-response'},
  {
    name: 'about something else',
    variants: each({
      'another quota of another account':
        '{"name":"accounts/other/quotas/other","value":"8","maxValue":"500","usage":1}',
    }),
    account: 'bad-response',
    inference: 'bad-response',
  },
  {
    name: 'nested 100,000 deep',
    variants: each({
      lists: '['.repeat(100_000) + ']'.repeat(100_000),
      objects: '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
    }),
    account: 'bad-response',
    inference: 'bad-response',
  },
  {name: 'JSON of another shape', variants: each(OTHER_SHAPES), account: 'bad-response', inference: 'bad-response'},
  {
    name: "a proxy's web page",
    variants: [...each({'': PAGE}, html), ...each({'called JSON': PAGE})],
    account: 'bad-response',
    inference: 'bad-response',
  },
  {
    name: 'more than 10 MB',
    variants: [
      {name: '', fault: exchange => answer(200, `{"padding":"${'x'.repeat(11_000_000)}"}`)(exchange)},
      {
        name: 'packed into 11 kB',
        fault: answer(200, gzipSync(Buffer.alloc(11_000_000, ' ')), {...json, 'content-encoding': 'gzip'}),
      },
    ],
    account: 'bad-response',
    inference: 'bad-response',
  },
  {name: 'without end', variants: one(endless), account: 'bad-response', inference: 'bad-response'},
  {
    name: 'packed, and spoilt',
    variants: one(answer(200, 'not gzip at all', {...json, 'content-encoding': 'gzip'})),
    account: 'bad-response',
    inference: ['network', 'bad-response'],
    change: 'network',
  },
]

const REDIRECTED: readonly Omit<FaultRow, 'group'>[] = [
  {
    name: 'to the same host',
    variants: REDIRECTS.map(status => ({name: String(status), fault: redirected(status, moved)})),
    account: 'ok',
    inference: 'bad-response',
    change: 'bad-response',
  },
  {
    name: 'to another host',
    variants: [
      {name: '302', fault: redirected(302, ({elsewhere}) => `${elsewhere}/login`)},
      {name: '307', fault: redirected(307, ({elsewhere}) => `${elsewhere}/login`)},
      {name: 'with the key in the address', fault: redirected(302, ({elsewhere}) => `${elsewhere}/?key=${MATRIX_KEY}`)},
    ],
    account: 'bad-response',
    inference: 'bad-response',
  },
  {
    name: 'in circles',
    variants: one(redirected(302, inCircles)),
    account: 'bad-response',
    inference: 'bad-response',
  },
  {
    name: 'to nowhere',
    variants: [
      {name: 'no address', fault: answer(302, '')},
      {name: 'no URL', fault: answer(302, '', {location: 'http://[bad'})},
      {name: 'another scheme', fault: answer(302, '', {location: 'file:///etc/passwd'})},
    ],
    account: 'bad-response',
    inference: 'bad-response',
  },
]

const PAGES: readonly Omit<FaultRow, 'group'>[] = (['the same token', 'fresh tokens'] as const).map(kind => ({
  name: `pages without end, ${kind}`,
  variants: one(pagesWithout(kind)),
  account: 'bad-response',
  inference: 'ok',
  listsOnly: true,
  ...(kind === 'fresh tokens' ? {long: true} : {}),
}))

const ABSURD_WAITS = {
  'more than a century': '3999999999',
  'eleven digits': '99999999999',
  '5,000 digits': '9'.repeat(5000),
  'one second more than is waited for': '61',
  'less than none': '-5',
  'no number': 'NaN',
  'with an exponent': '1e9',
  'in words': 'soon',
  'the year 9999': 'Fri, 31 Dec 9999 23:59:59 GMT',
  'the year 1970': 'Thu, 01 Jan 1970 00:00:00 GMT',
}

const waits = (status: number) =>
  Object.entries(ABSURD_WAITS).map(([name, wait]) => ({
    name,
    fault: answer(status, bodiesOf(status, 'try again later', MATRIX_KEY)['the control plane'], {
      ...json,
      'retry-after': wait,
    }),
  }))

const WAITING: readonly Omit<FaultRow, 'group'>[] = [
  {name: '429 with an absurd retry-after', variants: waits(429), account: 'rate-limited', inference: 'rate-limited'},
  {
    name: '503 with an absurd retry-after',
    variants: waits(503),
    account: ['load-shed', 'server-error'],
    inference: 'load-shed',
  },
]

const SUSPENSION =
  'Account acme is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices. Please visit the billing page.'
const QUOTA = 'global--h100-count for account acme, in use: 8, quota: 8, requesting: 2'
const LIMITED = 'rate limit exceeded, please try again later'

const WITH_TEXT: readonly BodyShape[] = [
  'the control plane',
  'nested',
  'a text',
  'a text and a message',
  'inference',
  'in a list',
  'bare text',
  'with the key in it',
]
const WITHOUT_TEXT: readonly BodyShape[] = ['the control plane, no text', 'a web page', 'nothing', 'no JSON object']
const NO_PAGE: readonly BodyShape[] = [...WITH_TEXT, 'the control plane, no text', 'nothing', 'no JSON object']

function status(
  status: number,
  text: string,
  told: Pick<FaultRow, 'account' | 'inference' | 'change' | 'model'>,
  {note = '', shapes = [...WITH_TEXT, ...WITHOUT_TEXT]}: {note?: string; shapes?: readonly BodyShape[]} = {},
): Omit<FaultRow, 'group'> {
  const bodies = bodiesOf(status, text, MATRIX_KEY)
  return {
    name: note === '' ? String(status) : `${status}, ${note}`,
    variants: shapes.map(shape => ({
      name: shape,
      fault: answer(status, bodies[shape], {
        ...(shape === 'a web page' ? html : shape === 'bare text' ? {'content-type': 'text/plain'} : json),
        ...(shape === 'with the key in it' ? {'x-request-id': MATRIX_KEY, 'x-echo': `Bearer ${MATRIX_KEY}`} : {}),
      }),
    })),
    ...told,
  }
}

const same = (told: Told | readonly Told[]) => ({account: told, inference: told})
const texts = {shapes: WITH_TEXT}

const STATUSES: readonly Omit<FaultRow, 'group'>[] = [
  status(400, 'value is out of range', same('bad-request')),
  status(400, QUOTA, same('quota-exceeded'), {note: 'quota text', ...texts}),
  status(401, 'the API key is invalid', same('unauthorized')),
  status(402, 'the usage cap of this user is reached', same('user-cap')),
  status(403, 'permission denied', same('forbidden')),
  status(403, QUOTA, same('quota-exceeded'), {note: 'quota text', ...texts}),
  status(404, 'not here', same('not-found')),
  status(408, 'request timeout', same('server-error')),
  status(409, 'the resource was changed', same('conflict')),
  status(412, SUSPENSION, same('suspended'), {note: 'suspended', ...texts}),
  status(412, 'monthly usage exceeded', same('suspended'), {note: 'suspended, the older text', ...texts}),
  status(412, 'the LoRA addon failed to load', same('bad-request'), {note: 'another text', ...texts}),
  status(412, '', same(['unknown', 'bad-request']), {note: 'no text', shapes: WITHOUT_TEXT}),
  status(413, 'too large', same('bad-request')),
  status(429, LIMITED, same('rate-limited')),
  status(429, QUOTA, same('quota-exceeded'), {note: 'quota text', ...texts}),
  // Redacted before it is read, so it is no quota's name any more.
  status(429, QUOTA.replace('global--h100-count', MATRIX_KEY), same('rate-limited'), {
    note: 'quota text that names the key',
    ...texts,
  }),
  status(
    429,
    LIMITED,
    {account: 'rate-limited', inference: 'deployment-saturated', model: 'accounts/acme/deployments/prod'},
    {note: 'from a dedicated deployment', ...texts},
  ),
  status(500, 'internal error', same('server-error')),
  status(501, 'not implemented', same('not-offered')),
  status(502, 'bad gateway', same('server-error')),
  // Without words, a 503 of the account API sheds no load of a model.
  status(
    503,
    'Service Overloaded',
    {account: ['load-shed', 'server-error'], inference: 'load-shed'},
    {shapes: NO_PAGE},
  ),
  status(503, '', same('server-error'), {note: 'a web page', shapes: ['a web page']}),
  status(503, 'DEPLOYMENT_SCALING_UP: please retry', same('scaling-up'), {note: 'scaling up', ...texts}),
  status(504, 'gateway timeout', same('server-error')),
  status(520, 'unknown error', same('server-error')),
]

const grouped = (group: string, rows: readonly Omit<FaultRow, 'group'>[]): FaultRow[] =>
  rows.map(row => ({group, ...row}))

/** Every fault, in the order of the page. */
export const FAULTS: readonly FaultRow[] = [
  ...grouped('None', [{name: 'a healthy gateway', variants: one(({healthy}) => healthy()), ...same('ok')}]),
  ...grouped('The connection', CONNECTION),
  ...grouped(
    'Time: within `--timeout`',
    SLOW.map(row => ({...row, ...same('timeout'), slow: true as const})),
  ),
  ...grouped('200, and a body that is', BODIES),
  ...grouped('Redirects', REDIRECTED),
  ...grouped('Pages', PAGES),
  ...grouped('Waits that the server asks for', WAITING),
  ...grouped('Statuses, with every shape of body', STATUSES),
]
