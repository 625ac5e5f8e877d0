/** The ways in which an error is worded on the wire. Source: Fireworks API reference, errors; proxies: observed. */
export type BodyShape =
  | 'the control plane'
  | 'the control plane, no text'
  | 'nested'
  | 'a text'
  | 'a text and a message'
  | 'inference'
  | 'in a list'
  | 'bare text'
  | 'with the key in it'
  | 'a web page'
  | 'nothing'
  | 'no JSON object'

/** One error in every shape. */
export function bodiesOf(status: number, text: string, key: string): Record<BodyShape, string> {
  const inference = {error: {message: text, code: 'SOME_CODE', type: 'error', param: null}, request_id: 'req-1'}
  const bodies: Record<BodyShape, unknown> = {
    'the control plane': {code: 2, message: text, details: []},
    'the control plane, no text': {code: 2, message: '', details: []},
    nested: {error: {code: 2, message: text, status: 'UNKNOWN'}},
    'a text': {error: text},
    'a text and a message': {error: 'failed', message: text},
    inference,
    'in a list': [{error: {code: 2, message: text}}],
    'bare text': text,
    'with the key in it': {code: 2, message: `${text} (Bearer ${key})`, details: [{key}], request_id: key},
    'a web page': `<html><head><title>${status}</title></head><body>${status}, says the proxy</body></html>`,
    nothing: '',
    'no JSON object': 'null',
  }
  return Object.fromEntries(
    Object.entries(bodies).map(([shape, body]) => [shape, typeof body === 'string' ? body : JSON.stringify(body)]),
  ) as Record<BodyShape, string>
}
