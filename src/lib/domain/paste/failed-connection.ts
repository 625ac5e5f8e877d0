import type {Unanswered} from './found-answer.js'
import {isCaught} from './told-status.js'

const anyOf = (...words: readonly string[]): string => words.join('|')

/**
 * Words of clients, proxies and operating systems for an answer that did not come in time. Sources: their own messages;
 * those of glibc in other languages. Bounded everywhere: linear on any text.
 */
const TIMED_OUT = new RegExp(
  anyOf(
    `\\b(?:${anyOf(
      'APITimeoutError|(?:Read|Connect|Write|Pool)Timeout(?:Error|Exception)?|(?:Socket|Http|HttpConnect|HttpRequest)TimeoutException',
      'Timeout(?:Error|Exception)?:(?!\\s{0,3}["\']?(?:\\d|null|none|$))|TimeoutException after',
      'TaskCanceledException|HttpClient\\.Timeout|Faraday::TimeoutError|Net::(?:Read|Open)Timeout|execution expired',
      'ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT|ERR_TIMED_OUT|ERR_CONNECTION_TIMED_OUT',
      'DeadlineExceeded|DEADLINE_EXCEEDED|context deadline exceeded|deadline has elapsed|i\\/o timeout|(?:source|kind): TimedOut',
      'timeout (?:specified )?has expired|timeout of \\d{1,9} ?ms exceeded|timeout was reached|idle timeout reached',
      'timeout awaiting response headers|exceeded while awaiting headers|aborted due to timeout|InterruptedIOException: timeout',
      'upstream request timeout|upstream server is timing out|reset reason: connection timeout',
      'NSURLErrorDomain Code=-1001|WinError 10060|TransportError\\{reason: :timeout|kCFErrorDomainCFNetwork Code=-1001',
    )})`,
    '(?:: |[=("])request timeout\\b|^(?:\\w{1,40}\\.){0,4}TimeoutError\\b|^ {0,8}(?:Response|Connection)Timeout$',
    '\\[TimeoutError\\]|curl: \\(28\\)|\\bcURL error 28\\b|\\bsocket\\.timeout\\b|urlopen error timed out|\\b(?:request|connection|operation|read|connect) timed out',
    'Wartezeit für die Verbindung ist abgelaufen|expiration du délai d.attente|Expiró el tiempo de conexión|Tempo esgotado para conexão|Время ожидания соединения истекло|接続がタイムアウトしました|连接超时',
  ),
  'gim',
)

/** The same for a connection that did not come about, or broke. */
const NO_CONNECTION = new RegExp(
  anyOf(
    `\\b(?:${anyOf(
      'APIConnectionError|ConnectError|ConnectException|UnknownHostException|NoRouteToHostException|UnresolvedAddressException',
      'Faraday::ConnectionFailed|NewConnectionError|NameResolutionError|ClientConnector(?:DNS)?Error|ServerDisconnectedError',
      'Connection(?:Reset|Refused|Aborted)Error|RemoteDisconnected|RemoteProtocolError|IncompleteRead|PrematureCloseException|StreamResetException|NoHttpResponseException',
      'ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR_SOCKET|WinError 100(?:54|61)',
      "could not resolve host|couldn't resolve host|unable to resolve host address|remote name could not be resolved|name or service not known|no address associated|temporary failure in name resolution|nodename nor servname|no such host|dns error|dial tcp: lookup|failed host lookup|getaddrinfo failed|server with the specified hostname could not be found",
      'connection (?:refused|reset|error|broken|was closed|prematurely closed|closed before message completed)|ConnectionRefused(?=:)|(?:remote end|peer) closed connection|response ended prematurely|header parser received no bytes|use of closed network connection|server closed idle connection|server sent GOAWAY|client connection lost',
      'socket hang up|error while dialing|error trying to connect|network is unreachable|Server disconnected|unexpected EOF|fetch failed|cannot connect to host|upstream connect error|no live upstreams|internet connection appears to be offline',
      'SSLError|SSLHandshakeException|CERTIFICATE_VERIFY_FAILED|tls handshake|x509|PKIX path building failed|SSL connection could not be established|remote certificate (?:is|was) (?:invalid|rejected)|self-signed certificate|SSL certificate problem|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)|CERT_HAS_EXPIRED',
      'ERR_(?:NETWORK|CONNECTION_(?:REFUSED|RESET|CLOSED)|NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|NETWORK_CHANGED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|(?:TUNNEL|PROXY)_CONNECTION_FAILED|HTTP2_PROTOCOL_ERROR|QUIC_PROTOCOL_ERROR|CERT_[A-Z_]{2,30}|SSL_[A-Z_]{2,30})',
      'NSURLErrorDomain Code=-1(?:003|004|005|009|200|202)|TransportError\\{reason: :(?:nxdomain|econnrefused|econnreset|closed|ehostunreach)',
    )})\\b`,
    'c?URL(?: error|:) \\(?(?:5|6|7|16|18|35|52|55|56|60|77|92|97)\\b|No such host is known|^(?:Post|Get) "[^"\\n]{1,500}": (?:unexpected )?EOF\\b',
    'Verbindungsaufbau abgelehnt|Connexion refusée|Conexión rehusada|Conexão recusada|Connessione rifiutata|В соединении отказано|接続を拒否されました|拒绝连接',
  ),
  'gim',
)

/** A browser that had no answer, or one that a page may not read. */
const NOT_FETCHED = /\bTypeError: (?:Failed to fetch|Load failed|NetworkError when attempting to fetch resource)/g
const MAY_NOT_READ = /\bCORS\b|cross-origin|access control checks|ERR_BLOCKED_BY/i

/** What every one of those has in it, quick to look for. */
const MAY_FAIL =
  /[Tt]ime|TIM|deadline|DEADLINE|[Cc]onn|CONN|E[A-Z]{4}|rror|[Hh]ost|HOST|[Dd]ns|DNS|resol|network|hang up|EOF|disconnect|IncompleteRead|fetch failed|tls|TLS|ERR_|SSL|CERT|URL|curl|name|dial|upstream|signed|SIGNED|certificate|closed|GOAWAY|[Rr]eset|x509|expired|parser|prematurely|offline|NoHttp|Verbindung|délai|Conexi|Conexão|соединени|接続|连接/

/** A connection that a text says has failed; null when it tells of none. */
export function failedConnection(text: string): (Unanswered & {readonly at: number}) | null {
  if (!MAY_FAIL.test(text)) return null
  const slow = firstSeen(TIMED_OUT, text)
  if (slow !== null) return {code: 'timeout', detail: lineAt(text, slow), at: slow}
  const gone = firstSeen(NO_CONNECTION, text) ?? (MAY_NOT_READ.test(text) ? null : firstSeen(NOT_FETCHED, text))
  return gone === null ? null : {code: 'network', detail: lineAt(text, gone), at: gone}
}

/** Where it first stands as what happened; null where only a program catches it. */
function firstSeen(pattern: RegExp, text: string): number | null {
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const {index} = match
    if (!isCaught(text, index) && !/\bif (?:\w{1,20} ){0,3}$/i.test(text.slice(Math.max(0, index - 70), index)))
      return index
  }
  return null
}

function lineAt(text: string, at: number): string {
  const from = text.lastIndexOf('\n', at) + 1
  const to = text.indexOf('\n', at)
  return text
    .slice(from, to === -1 ? undefined : to)
    .trim()
    .slice(0, 300)
}
