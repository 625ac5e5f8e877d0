import type {Inference, InferenceAnswer, InferenceRequest} from '../app/ports.js'
import type {ApiOptions} from './gateway.js'
import type {Http} from './http.js'

/** The inference API, as far as a probe needs it. */
export class HttpInference implements Inference {
  constructor(
    private readonly http: Http,
    private readonly options: Omit<ApiOptions, 'clock'>,
  ) {}

  /**
   * One small, non-streaming chat completion, sent once: a 429 or a redirect is an answer too. Source of the body:
   * Fireworks API reference. Where the server echoes the key, the answer has `[redacted]` in its place.
   * @throws AppError network (also an answer cut short), timeout, bad-response for one over 10 MB, or the signal's reason
   */
  async chatCompletion(request: InferenceRequest, signal?: AbortSignal): Promise<InferenceAnswer> {
    return this.http.once({
      method: 'POST',
      url: new URL(`${this.options.baseUrl}/inference/v1/chat/completions`),
      headers: request.headers,
      body: {
        model: request.model,
        messages: [{role: 'user', content: 'hi'}],
        max_tokens: request.maxTokens,
        temperature: 0,
        ...(request.serviceTier === null ? {} : {service_tier: request.serviceTier}),
      },
      signal,
    })
  }
}
