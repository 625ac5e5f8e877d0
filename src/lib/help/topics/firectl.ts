import type {CommandDescription} from '../command-description.js'
import {FIRECTL_JSON, FIRECTL_ONLY, FOREIGN_COMMANDS} from '../firectl-commands.js'
import type {TopicSection} from './section.js'

/** First words of firectl's own lines, in its older order and of one word. */
const FIRECTL_LINE = /^(?:list|get|update) |^(?:whoami|set-api-key)$|^quota update$|^billing /

/** `fireq help firectl`: what maps to what. */
export function firectlTopic(commands: readonly CommandDescription[]): readonly TopicSection[] {
  const ids = commands.map(({id}) => id)
  const lines = commands.flatMap(({id, aliases}) =>
    aliases.filter(alias => FIRECTL_LINE.test(alias)).map(alias => [`firectl ${alias}`, `fireq ${id}`]),
  )
  const own = FIRECTL_ONLY.filter(id => ids.includes(id)).map(id => [`firectl ${id}`, 'the same flags and CSV'])
  return [
    {
      title: 'LINES THAT RUN UNCHANGED',
      blocks: [
        'Replace `firectl` with `fireq`: both orders of the words work, with the flags -a, --api-key, -p, --dry-run, -o, --filter, --order-by, --page-size, --page-token, --no-paginate and --value.',
        [['FIRECTL', 'THE SAME AS'], ...lines, ...own],
        `\`-o json\` prints firectl's shape on ${FIRECTL_JSON.map(id => `\`${id}\``).join(', ')}; \`--json\` prints fireq's document on every command.`,
        "In a script `update … --value N` does not ask for a confirmation; `quota set NAME VALUE` needs --yes. Exit codes are fireq's own: firectl exits 1 for every failure.",
      ],
    },
    {
      title: 'COMMANDS THAT ONLY FIRECTL HAS',
      blocks: [
        [
          ['FIRECTL', 'NEAREST IN FIREQ'],
          ...FOREIGN_COMMANDS.filter(({nearest}) => nearest !== null && ids.includes(nearest)).map(
            ({word, nearest, instead}) => [word, `\`${nearest}\`: ${instead}`],
          ),
        ],
        "firectl's files (~/.fireworks) are read and never written: a key that firectl stored works here too.",
      ],
    },
  ]
}
