import type {Diagnosis} from '../domain/diagnosis/diagnosis.js'
import {LogCounter, type LogSummary, type TimelineMinute} from '../domain/diagnosis/log-summary.js'
import {diagnosePasted} from '../domain/diagnosis/pasted.js'
import {displayModelName} from '../domain/limits/model-name.js'
import type {FoundAnswer} from '../domain/paste/found-answer.js'
import {PasteReader} from '../domain/paste/paste-reader.js'
import type {PastedResponse} from '../domain/paste/read.js'

/** Which answers of a log count. */
export interface PasteFilter {
  /** As the person names it; null for all. */
  readonly model: string | null
  /** Milliseconds since the epoch; null for all. Answers without a time count in any case. */
  readonly since: number | null
}

export interface PasteDiagnosis {
  readonly diagnosis: Diagnosis
  readonly timeline: readonly TimelineMinute[]
  /** null where there is no log of several answers. */
  readonly log: LogSummary | null
  readonly notes: readonly string[]
  /** Nothing but white space came. */
  readonly empty: boolean
}

/**
 * Reads what was pasted, however long, and tells what it means now; and, of several answers, how it came to that.
 * @param pieces the text in pieces, in order
 * @param now milliseconds since the epoch
 * @param pause waited for in between, so that a signal is heard; what it throws ends the reading
 */
export async function diagnosePieces(
  pieces: AsyncIterable<string>,
  filter: PasteFilter,
  now: number,
  pause: () => Promise<void>,
): Promise<PasteDiagnosis> {
  const counter = new LogCounter(now)
  let seen = 0
  const reader = new PasteReader(now, answers => {
    seen += answers.length
    for (const answer of chosen(answers, filter)) counter.add(answer)
  })
  for await (const piece of pieces) reader.push(piece)
  return told(await reader.finish(pause), counter, filter, now, seen)
}

/** The same for what was read already. */
export function diagnoseAnswers(pasted: PastedResponse, filter: PasteFilter, now: number): PasteDiagnosis {
  const counter = new LogCounter(now)
  for (const answer of chosen(pasted.answers, filter)) counter.add(answer)
  return told(pasted, counter, filter, now, pasted.answers.length)
}

function told(
  pasted: PastedResponse,
  counter: LogCounter,
  filter: PasteFilter,
  now: number,
  seen: number,
): PasteDiagnosis {
  const diagnosis = diagnosePasted({...pasted, answers: counter.kept()}, filter.model, now, counter.total)
  const skipped = seen - counter.total
  const notes =
    skipped === 0
      ? pasted.notes
      : [...pasted.notes, `${skipped} of ${seen} answers are left out by \`--since\` or \`--model\``]
  return {diagnosis, timeline: counter.timeline(), log: counter.summary(), notes, empty: pasted.form === 'empty'}
}

/** A model that no answer names is the person's word for what the paste does not tell. */
function chosen(answers: readonly FoundAnswer[], {model, since}: PasteFilter): readonly FoundAnswer[] {
  const recent = since === null ? answers : answers.filter(({at}) => at === null || at >= since)
  if (model === null) return recent
  const wanted = displayModelName(model)
  const names = (answer: FoundAnswer) => answer.model !== null && displayModelName(answer.model) === wanted
  return recent.some(names) ? recent.filter(answer => answer.model === null || names(answer)) : recent
}
