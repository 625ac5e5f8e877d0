/** A resource or a word of firectl that fireq has no command of its own for. */
export interface ForeignCommand {
  /** firectl's noun in the singular, or the command itself where it is one word. */
  readonly word: string
  /** What comes nearest in fireq, as typed after `fireq`; null for nothing. */
  readonly nearest: string | null
  /** What the nearest one shows, or what to do instead. */
  readonly instead: string
}

/** Commands of both, whose `-o json` prints firectl's shape. */
export const FIRECTL_JSON = ['quota list', 'quota get', 'quota set', 'account list', 'account get']

/** Commands that are there for firectl's own lines alone: they run, and root help leaves them out. */
export const FIRECTL_ONLY = ['billing export-usage-costs']

const HOLDERS = 'who holds GPUs, models and jobs'
const READS = 'reads any list of the account API, and changes nothing'

/**
 * firectl's resources and commands outside quotas and accounts. Source: firectl's public documentation, 2026-10; a word
 * that is missing here is an unknown command like any other.
 */
export const FOREIGN_COMMANDS: readonly ForeignCommand[] = [
  {word: 'deployment', nearest: 'quota explain', instead: HOLDERS},
  {word: 'deployed-model', nearest: 'quota explain', instead: HOLDERS},
  {word: 'batch-inference-job', nearest: 'quota explain', instead: HOLDERS},
  {word: 'supervised-fine-tuning-job', nearest: 'quota explain', instead: HOLDERS},
  {word: 'reinforcement-fine-tuning-job', nearest: 'quota explain', instead: HOLDERS},
  {word: 'fine-tuning-job', nearest: 'quota explain', instead: HOLDERS},
  {word: 'sftj', nearest: 'quota explain', instead: HOLDERS},
  {word: 'rftj', nearest: 'quota explain', instead: HOLDERS},
  {word: 'dpo-job', nearest: 'quota explain', instead: HOLDERS},
  {word: 'dpoj', nearest: 'quota explain', instead: HOLDERS},
  {word: 'model', nearest: 'model list', instead: 'serverless models, prices and retirement dates'},
  {word: 'api-key', nearest: 'key list', instead: 'the keys of the account, and when they expire'},
  {word: 'user', nearest: 'spend', instead: 'who spends, with `--by user`'},
  {word: 'billing', nearest: 'spend', instead: 'who spends, by model, key, user, day or kind'},
  {word: 'signin', nearest: 'auth login', instead: 'verifies an API key and stores it'},
  {word: 'signout', nearest: 'auth logout', instead: 'removes a profile and its key'},
  {word: 'redeem-credit-code', nearest: 'open billing', instead: 'the billing page'},
  {word: 'upgrade', nearest: 'version', instead: 'install a newer one as this one was installed'},
  ...[
    'audit-log',
    'cluster',
    'dataset',
    'deployment-shape',
    'evaluation-job',
    'evaluator',
    'identity-provider',
    'load-lora',
    'policy',
    'router',
    'secret',
    'unload-lora',
  ].map(word => ({word, nearest: 'api', instead: READS})),
]

/** Verbs of firectl's commands that change or read a resource. */
const VERBS = new Set(
  'create delete download get import list prepare scale tag undelete unload update upload untag'.split(' '),
)

/**
 * The command of firectl's that two words name, in either of its orders; null when they name none.
 * @param own topics that fireq has too: theirs need one of firectl's verbs, anything else there is a typing error
 */
export function foreignCommand(words: readonly string[], own: (topic: string) => boolean): ForeignCommand | null {
  const [first = '', second = ''] = words
  const noun = find(first)
  if (noun !== null && (!own(noun.word) || VERBS.has(second))) return noun
  return VERBS.has(first) ? find(second) : null
}

function find(word: string): ForeignCommand | null {
  return FOREIGN_COMMANDS.find(known => known.word === word || `${known.word}s` === word) ?? null
}
