import {describe, expect, test} from '@jest/globals'
import process from 'node:process'
import {
  piecesOfWrappedKeys,
  redactAddress,
  redactKnown,
  redactSecrets,
  SHORTEST_KEY,
} from '../../../src/lib/domain/text/redact.js'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLXNpZ25hdHVyZQ'

describe('what looks like a secret', () => {
  test.each([
    ['a standard key', 'key fw_3ZabcDEF456 refused', 'key [redacted] refused'],
    ['a Fire Pass key', '(fpk_3ZabcDEF456)', '([redacted])'],
    ['a key after an underscore', 'my_fw_3ZabcDEF456', 'my_[redacted]'],
    ['a bearer token', 'Bearer abc.def-123', 'Bearer [redacted]'],
    ['a bearer token that begins like prose', 'bearer token-abc123', 'bearer [redacted]'],
    ['a key in capitals', 'FW_3ZKQ9LMN7PRTX2VB8SWD refused', '[redacted] refused'],
    ['a JWT', `token ${JWT}.`, 'token [redacted].'],
    ['a header line', 'Authorization: Bearer abc123\nhost: x', 'Authorization: [redacted]\nhost: x'],
    ['a basic header', 'proxy-authorization: Basic dTpw', 'proxy-authorization: [redacted]'],
    ['x-api-key', 'x-api-key: 0123abcd', 'x-api-key: [redacted]'],
    ['JSON', '{"authorization":"Bearer abc123","x":1}', '{"authorization":"[redacted]","x":1}'],
    ['a HAR', '{"name": "X-Api-Key", "value": "s3cret"}', '{"name": "X-Api-Key", "value": "[redacted]"}'],
    ['an inspected object', "{ authorization: 'Bearer abc123' }", "{ authorization: '[redacted]' }"],
    ['a query string', 'https://x.test/?api_key=s3cret&a=b', 'https://x.test/?api_key=[redacted]&a=b'],
    ['an ini file', 'api_key = "s3cret"', 'api_key = "[redacted]"'],
    ['URL credentials', 'http://user:p@ss@proxy.corp:3128/x', 'http://[redacted]@proxy.corp:3128/x'],
  ])('%s', (_, text, clean) => {
    expect(redactSecrets(text)).toBe(clean)
  })

  test.each([
    'the bearer token is missing',
    'FW_REQUEST_TIMEOUT_SECONDS is not set',
    'no bearer token.',
    'accounts/acme/quotas/monthly-spend-usd',
    'keys begin with fw_ or fpk_…',
    'mail to ops@acme.test',
    'https://api.fireworks.ai/v1/accounts?pageSize=2',
    'swfw_longer-word',
  ])('is not in: %s', text => {
    expect(redactSecrets(text)).toBe(text)
  })
})

test.each([
  ['https://u:p@h.test/x', 'https://[redacted]@h.test/x'],
  ['u:p@h.test', '[redacted]@h.test'],
  ['u:p@ss@h.test', '[redacted]@h.test'],
  ['javascript:u:p@h', '[redacted]@h'],
  ['https://h.test/v1', 'https://h.test/v1'],
  ['no address', 'no address'],
  ['', ''],
  ['HTTPS://u:p@h.test', 'HTTPS://[redacted]@h.test'],
  ['a+b-c.d9://u@h', 'a+b-c.d9://[redacted]@h'],
  ['9x://u:p@h', '[redacted]@h'],
  ['u:p@h https://x:y@z', '[redacted]@z'],
  ['two\nlines@h', '[redacted]@h'],
  [`${'x'.repeat(31)}://u:p@h`, `${'x'.repeat(31)}://[redacted]@h`],
  [`${'x'.repeat(32)}://u:p@h`, '[redacted]@h'],
  ['https://h.test/?api_key=s3cret', 'https://h.test/?api_key=[redacted]'],
])('the address %j is shown as %j', (text, shown) => {
  expect(redactAddress(text)).toBe(shown)
})

describe('the known keys', () => {
  test.each<[string, string, readonly string[], string]>([
    ['a key', 'a s3cretKey b s3cretKey', ['s3cretKey'], 'a [redacted] b [redacted]'],
    ['a key in a word', 'as3cretKeyb', ['s3cretKey'], 'a[redacted]b'],
    ['no key', 'a s3cretKey b', [], 'a s3cretKey b'],
    ['empty keys', 'a  b', ['', ' ', '\n'], 'a  b'],
    ['an empty key beside one', 'a s3cretKey', ['', 's3cretKey'], 'a [redacted]'],
    ['a key that begins with another', 'one-two one', ['one', 'one-two'], '[redacted] [redacted]'],
    ['the same, the longer first', 'one-two one', ['one-two', 'one'], '[redacted] [redacted]'],
    ['keys that a pattern would read', 'a.b*c (x|y) a+b', ['a.b*c', '(x|y)'], '[redacted] [redacted] a+b'],
    ['a dot that is no other letter', 'axb', ['a.b'], 'axb'],
    ['a key in another case', 'S3CRETKEY', ['s3cretKey'], 'S3CRETKEY'],
    ['a percent-encoded key', 'k=a%2Fb%2Bc%20d', ['a/b+c d'], 'k=[redacted]'],
    ['a key with a quote, in JSON', '{"k":"a\\"b"}', ['a"b'], '{"k":"[redacted]"}'],
    ['a key with a backslash, in JSON', '{"k":"a\\\\b"}', ['a\\b'], '{"k":"[redacted]"}'],
    ['a key with a slash that was escaped', '{"k":"a\\/b\\/c"}', ['a/b/c'], '{"k":"[redacted]"}'],
    ['a key that has no percent-encoding', 'a\ud800b', ['a\ud800b'], '[redacted]'],
    ['two keys side by side', 'onetwo', ['one', 'two'], '[redacted][redacted]'],
    ['a key with spaces around it', 'x key y', [' key '], 'x[redacted]y'],
  ])('%s', (_, text, known, clean) => {
    expect(redactKnown(text, known)).toBe(clean)
    expect(redactSecrets(text, known)).toBe(clean)
  })

  test('alone are taken out of a text that must stay as it came', () => {
    const text = 'Bearer abc123 fw_3ZabcDEF456 own-key'
    expect(redactKnown(text, ['own-key'])).toBe('Bearer abc123 fw_3ZabcDEF456 [redacted]')
    expect(redactSecrets(text, ['own-key'])).toBe('Bearer [redacted] [redacted] [redacted]')
  })
})

test.each([
  ['quoted-printable', 'key fw=5F3ZkQ9LmN7p=\nRtX2vB8sWdYc4H refused'],
  ['a page', 'key fw_3ZkQ9LmN7p<br>RtX2vB8sWdYc4H refused'],
  ['marks of a page', 'key fw_3ZkQ9<wbr>LmN7p<b>RtX2vB8</b>sWdYc4H refused'],
])('no piece of a key in %s survives', (_, text) => {
  expect(redactSecrets(text, piecesOfWrappedKeys(text))).not.toMatch(/3ZkQ9|LmN7p|RtX2vB8|sWdYc4H/)
})

test('the shortest key has 8 characters', () => {
  expect(SHORTEST_KEY).toBe(8)
})

describe('a key that is spelt in another way', () => {
  const KEY = 'fw_3ZkQ9LmN7pRtX2vB8sWdYc4H'
  const spelt: readonly (readonly [how: string, text: string])[] = [
    ['with JSON escapes', [...KEY].map(char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')],
    [
      'with JSON escapes in JSON',
      [...KEY].map(char => `\\\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    ],
    ['with hexadecimal escapes', [...KEY].map(char => `\\x${char.charCodeAt(0).toString(16)}`).join('')],
    ['percent-encoded', [...KEY].map(char => `%${char.charCodeAt(0).toString(16)}`).join('')],
    ['percent-encoded twice', [...KEY].map(char => `%25${char.charCodeAt(0).toString(16)}`).join('')],
    ['with entities', [...KEY].map(char => `&#${char.charCodeAt(0)};`).join('')],
    ['with zero-width characters', [...KEY].join('\u200b')],
    ['with NUL', [...KEY].join('\0')],
    ['in colours', [...KEY].map(char => `\u001b[31m${char}\u001b[0m`).join('')],
    ['in colours as `cat -v` shows them', `fw_3ZkQ9L^[[31mmN7pRtX2v^[[0mB8sWdYc4H`],
    ['escaped for Markdown', KEY.replace('_', '\\_')],
    ['in base64', btoa(`x ${KEY}`)],
    ['in base64 of a header', btoa(`Authorization: Bearer ${KEY}`)],
    ['in base64 for addresses', btoa(`??>>${KEY}`).replaceAll('+', '-').replaceAll('/', '_')],
    ['with a soft hyphen', 'fw_3ZkQ9L\u00admN7pRtX2vB8sWdYc4H'],
  ]

  test.each(spelt)('%s does not survive', (_, text) => {
    for (const whole of [text, `key ${text} refused`, `"${text}"`]) {
      const clean = redactSecrets(whole)
      expect(clean).toContain('[redacted]')
      expect(clean.length).toBeLessThan(whole.length - text.length + 25)
    }
  })

  test.each([...spelt, ['broken', 'fw_3ZkQ9LmN7p\n   RtX2vB8sWdYc4H'] as const])(
    '%s does not survive where it is known, whatever it looks like',
    (_, text) => {
      const other = (one: string) => one.replace('fw', 'zz')
      expect(redactKnown(other(text), [other(KEY)])).not.toMatch(/RtX2|B8sW/)
    },
  )
})

describe('a known key in base64', () => {
  const KEY = 's3cretKey-0123'

  test.each([
    ['alone', btoa(KEY), '[redacted]'],
    ['among words', `before ${btoa(`user:${KEY}`)} after`, 'before [redacted] after'],
    ['with padding', `${btoa(`${KEY}!`)}|`, '[redacted]|'],
    ['behind other letters', `x${btoa(KEY)}`, '[redacted]'],
    ['of another key', btoa('another-key-0123'), btoa('another-key-0123')],
  ])('%s', (_, text, clean) => {
    expect(redactKnown(text, [KEY])).toBe(clean)
    expect(redactSecrets(text, [KEY])).toBe(clean)
  })

  test('is looked for only where it is long enough to be one', () => {
    const short = btoa('xx 1234567 xx')
    expect(redactKnown(short, ['1234567'])).toBe(short)
    expect(redactKnown(btoa('xx 12345678 xx'), ['12345678'])).toBe('[redacted]')
  })

  test('is none where it has letters that no header carries', () => {
    const text = `ключ ${btoa('some other words')}`
    expect(redactKnown(text, ['ключ-от-всего'])).toBe(text)
  })

  test('is all that is looked for in a text that must stay as it came', () => {
    const other = btoa('Bearer fw_3ZkQ9LmN7pRtX2vB8sWdYc4H')
    expect(redactKnown(other, [KEY])).toBe(other)
    expect(redactSecrets(other, [KEY])).toBe('[redacted]')
  })
})

describe('the pieces of keys that are broken over lines', () => {
  test('are each of four characters and more, once', () => {
    expect(piecesOfWrappedKeys('fw_3ZkQ9LmN7pRtX2\nvB8sWdYc4H refused')).toEqual(['vB8sWdYc4H', '3ZkQ9LmN7pRtX2'])
    expect(piecesOfWrappedKeys('fw_3Zk\nvB8s\n')).toEqual(['vB8s'])
    expect(piecesOfWrappedKeys('fw_3ZkQ9LmN7pRtX2 refused\nvB8sWdYc4H')).toEqual([])
  })

  test('are those of eight more lines', () => {
    const lines = Array.from({length: 10}, (_, at) => `${at}a1b2c  `)
    expect(piecesOfWrappedKeys(`fw_x1y2z\n${lines.join('\n')}`)).toEqual([
      '0a1b2c',
      'x1y2z',
      ...lines.slice(1, 8).map(line => line.trim()),
    ])
  })

  test('are a hundred at most', () => {
    const text = Array.from({length: 120}, (_, at) => `fw_a${at}bcdef\nx${at}yzuvw.`).join(' \n')
    expect(piecesOfWrappedKeys(text)).toHaveLength(100)
  })

  test.each([
    ['a word that begins the next line', 'Bearer abcdef\nError: no', '[redacted]\nError: no'],
    ['a status line', 'key fw_3ZkQ\nHTTP/2 401', 'key [redacted]\nHTTP/2 401'],
    ['the name of a header', 'key fw_3ZkQ\ncontent-type: text', 'key [redacted]\ncontent-type: text'],
    ['a sentence behind a long key', 'fw_3ZkQ9LmN7pRtX2vB\nrefused', '[redacted]\nrefused'],
    ['a word that may be the rest of a short one', 'fw_3ZkQ\nrefused', '[redacted]\n[redacted]'],
    ['a word that only begins as one of a sentence', 'fw_3ZkQ\nwithin', '[redacted]\n[redacted]'],
    ['a word that only ends as one', 'fw_3ZkQ\nstand', '[redacted]\n[redacted]'],
    ['one before a value of another', 'fw_3ZkQ\nvB8sWdYc =x', '[redacted]\n[redacted] =x'],
    ['a sentence behind two pieces', 'fw_aB1cD2eF3g\nH4iJ5kL6m7\nrefused', '[redacted]\n[redacted]\nrefused'],
  ])('are not %s', (_, text, clean) => {
    expect(redactSecrets(text)).toBe(clean)
  })
})

describe('a key that is broken over lines', () => {
  test.each([
    ['by a terminal', 'bad key fw_3ZkQ9LmN7pRtX2\nvB8sWdYc4H refused'],
    ['with indentation', 'bad key fw_3ZkQ9LmN7pRtX2\n    vB8sWdYc4H refused'],
    ['in a box', '│ bad key fw_3ZkQ9LmN7pRtX2 │\n│ vB8sWdYc4H refused       │'],
    ['by a shell', 'bad key fw_3ZkQ9LmN7pRtX2\\\nvB8sWdYc4H refused'],
    ['twice', 'bad key fw_3ZkQ9L\nmN7pRtX2\nvB8sWdYc4H refused'],
    ['behind its prefix', 'bad key fw_\n3ZkQ9LmN7pRtX2vB8sWdYc4H refused'],
    ['a bearer token', 'Authorization: Bearer 3ZkQ9LmN7pRtX2\nvB8sWdYc4H refused'],
    ['in a quoted mail', '> bad key fw_3ZkQ9LmN7pRtX2\n> vB8sWdYc4H refused'],
  ])('%s leaves no piece', (_, text) => {
    const clean = redactSecrets(text)
    expect(clean).not.toMatch(/3ZkQ|mN7p|RtX2|vB8s|Yc4H/)
    expect(clean).toContain('refused')
    for (const piece of ['vB8sWdYc4H'])
      expect(redactSecrets(text.replace(/\s+/g, ' '), piecesOfWrappedKeys(text))).not.toContain(piece)
  })

  test('does not take the next line for its rest', () => {
    const text = 'key fw_3ZkQ9LmN7pRtX2vB8sWdYc4H\nError code: 429\nfw_3ZkQ9LmN7pRtX2vB8sWdYc4H\nHTTP/2 401'
    expect(redactSecrets(text)).toBe('key [redacted]\nError code: 429\n[redacted]\nHTTP/2 401')
  })
})

test.each([
  ['colours', '\u001b[31m'],
  ['escapes', '\\u0066w_'],
  ['percent signs', '%66'],
  ['line ends', '\n'],
  ['keys at line ends', 'fw_abc\n'],
  ['bearers at line ends', 'Bearer \n'],
  ['base64', 'ZndfX'],
  ['backslashes', '\\'],
  ['entities', '&#1'],
])('a megabyte of %s takes no quadratic time', (_, unit) => {
  const before = process.cpuUsage()
  redactSecrets(unit.repeat(1e6 / unit.length), ['s3cretKey-of-somebody'])
  const {user, system} = process.cpuUsage(before)
  expect((user + system) / 1e6).toBeLessThan(4)
})

test('a bearer token is hidden also where the word before it lost its beginning', () => {
  expect(redactSecrets('`accouBearer k3yOfNoKnownKind77nts` is not a key here')).not.toContain('k3yOfNoKnownKind77')
  expect(redactSecrets('the bearer token is missing')).toBe('the bearer token is missing')
})
