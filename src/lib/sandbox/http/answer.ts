/** What a route says. Routes are synchronous, so nothing can come between reading the state and changing it. */
export interface Answer {
  readonly status: number
  /** Names and values in turn, the form `writeHead` takes without rebuilding. */
  readonly headers: readonly string[]
  /** The body; several parts are sent as a stream, one part at a time. */
  readonly body: string | readonly string[]
  /** Simulated milliseconds until the answer leaves. */
  readonly delayMs?: number
}

/** A request as the routes see it. */
export interface Call {
  readonly method: string
  /** Without the query, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly key: string | undefined
  readonly body: string
  readonly requestId: string
}

const JSON_TYPE = 'application/json'

/** A 200 (or other) answer with a JSON body. */
export function jsonAnswer(value: unknown, status = 200, headers: readonly string[] = []): Answer {
  return {status, headers: ['content-type', JSON_TYPE, ...headers], body: JSON.stringify(value)}
}

/** gRPC codes by the HTTP status the gateway maps them to. Source: Fireworks API reference, gatewayCode. */
const GRPC_CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  408: 4,
  409: 10,
  412: 9,
  429: 8,
  500: 13,
  501: 12,
  502: 14,
  503: 14,
  504: 4,
}

/** An error of the control plane: `{"code": 5, "message": "…", "details": []}`. */
export function gatewayError(status: number, message: string, headers: readonly string[] = []): Answer {
  return jsonAnswer({code: GRPC_CODES[status] ?? 2, message, details: []}, status, headers)
}

const INFERENCE_CODES: Readonly<Record<number, readonly [code: string, type: string]>> = {
  400: ['INVALID_ARGUMENT', 'invalid_request_error'],
  401: ['UNAUTHORIZED', 'authentication_error'],
  402: ['PAYMENT_REQUIRED', 'error'],
  403: ['FORBIDDEN', 'error'],
  404: ['NOT_FOUND', 'error'],
  408: ['REQUEST_TIMEOUT', 'error'],
  412: ['PRECONDITION_FAILED', 'error'],
  413: ['PAYLOAD_TOO_LARGE', 'invalid_request_error'],
  429: ['RATE_LIMIT_EXCEEDED', 'rate_limit_error'],
  500: ['INTERNAL', 'server_error'],
  502: ['BAD_GATEWAY', 'server_error'],
  503: ['SERVICE_UNAVAILABLE', 'server_error'],
  504: ['GATEWAY_TIMEOUT', 'server_error'],
}

/** An error of the inference routes: `{"error": {"message", "code", "type", "param"}, "request_id"}`. */
export function inferenceError(
  status: number,
  message: string,
  requestId: string,
  headers: readonly string[] = [],
  param: string | null = null,
): Answer {
  const [code, type] = INFERENCE_CODES[status] ?? ['UNKNOWN', 'error']
  return jsonAnswer({error: {message, code, type, param}, request_id: requestId}, status, headers)
}

/** Whether a path belongs to inference, whose errors have the OpenAI shape. */
export function isInferencePath(path: string): boolean {
  return path.startsWith('/inference/')
}

/** An error in the shape of the part of the API the path belongs to. */
export function errorFor(path: string, status: number, message: string, requestId: string): Answer {
  return isInferencePath(path) ? inferenceError(status, message, requestId) : gatewayError(status, message)
}
