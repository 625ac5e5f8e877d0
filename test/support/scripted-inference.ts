import type {Clock, Inference, InferenceAnswer, InferenceRequest} from '../../src/lib/app/ports.js'

export const COMPLETION = JSON.stringify({choices: [{message: {content: ''}, finish_reason: 'length'}]})

export type ScriptedAnswer = Partial<InferenceAnswer> & {readonly takesMs?: number; readonly fails?: Error}

/** An inference API in memory: answers by model after a time on the given clock, and counts what is under way. */
export class ScriptedInference implements Inference {
  readonly requests: InferenceRequest[] = []
  /** When each request was sent, milliseconds since the clock was handed over. */
  readonly sentAt: number[] = []
  underWay = 0
  mostUnderWay = 0
  private readonly start: number

  constructor(
    private readonly clock: Clock,
    private readonly answerFor: (request: InferenceRequest, index: number) => ScriptedAnswer,
  ) {
    this.start = clock.now()
  }

  async chatCompletion(request: InferenceRequest): Promise<InferenceAnswer> {
    const index = this.requests.push(request) - 1
    this.sentAt.push(this.clock.now() - this.start)
    this.underWay += 1
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay)
    const {takesMs = 0, fails, ...answer} = this.answerFor(request, index)
    // Deaf to the signal, as a client may be: an abort must end the probe all the same.
    await this.clock.sleep(takesMs)
    this.underWay -= 1
    if (fails) throw fails
    return {status: 200, headers: [], body: COMPLETION, latencyMs: takesMs, ...answer}
  }
}
