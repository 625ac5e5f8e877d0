import type {CompletionTable} from './table.js'
import type {CompletionValues, CompletionWord} from './values.js'
import {areWords, shellQuoted, shortSummary} from './script-lines.js'

/** The script for zsh: a file named `_fireq` in fpath, or sourced after compinit. */
export function zshCompletion(table: CompletionTable, version: string): string {
  return `#compdef fireq
# zsh completion for fireq ${version}, made by \`fireq completion zsh\`. It runs no program and asks no network.

_fireq_step() {
  case "$route $word" in
${table.steps.map(({from, word, to}) => `    (${shellQuoted(`${from} ${word}`)}) route=${shellQuoted(to)} ;;`).join('\n')}
    (*) return 1 ;;
  esac
}

_fireq_takes_value() {
  case "$word" in
    (${table.valueFlags.join('|')}) return 0 ;;
  esac
  return 1
}

_fireq_flags() {
  case "$route" in
${table.flags.map(({route, words}) => `    (${shellQuoted(route)}) ${assignment(words)} ;;`).join('\n')}
  esac
  ${assignment(table.globalFlags)}
}

_fireq_flag_values() {
  case "$route $awaiting" in
${table.flagValues
  .map(({route, spellings, values}) => {
    const patterns = spellings.map(flag =>
      route === null ? `*${shellQuoted(` ${flag}`)}` : shellQuoted(`${route} ${flag}`),
    )
    return `    (${patterns.join('|')}) ${assignment(values)} ;;`
  })
  .join('\n')}
  esac
}

_fireq_arguments() {
  case "$route $nth" in
${table.args
  .map(
    ({route, nth, values}) =>
      `    (${nth === null ? `${shellQuoted(`${route} `)}*` : shellQuoted(`${route} ${nth}`)}) ${assignment(values)} ;;`,
  )
  .join('\n')}
  esac
}

${ENGINE}`
}

function assignment(values: CompletionValues): string {
  if (!areWords(values)) return `${values}=1`
  const closed = values.filter(({word}) => !word.endsWith('='))
  const open = values.filter(({word}) => word.endsWith('='))
  return [closed.length > 0 ? `found+=(${described(closed)})` : '', open.length > 0 ? `open+=(${described(open)})` : '']
    .filter(part => part !== '')
    .join('; ')
}

/** `word:summary`, as _describe takes them. */
function described(words: readonly CompletionWord[]): string {
  return words
    .map(({word, summary}) => {
      const name = word.replaceAll(':', '\\:')
      return shellQuoted(summary === '' ? name : `${name}:${shortSummary(summary)}`)
    })
    .join(' ')
}

// `path` and `words` are zsh's own, hence `route` and `found`.
const ENGINE = `_fireq() {
  local route='' word flag='' awaiting='' ended='' walking=1 files='' profiles=''
  local -i nth=0 at
  local -a found open
  for ((at = 2; at < CURRENT; at++)); do
    word=\${(Q)words[at]}
    if [[ -n $ended ]]; then
      nth=$((nth + 1))
    elif [[ -n $awaiting ]]; then
      awaiting=''
    else
      case "$word" in
        (--) ended=1 ;;
        (-?*) if _fireq_takes_value; then awaiting=$word; fi ;;
        (*) if [[ -z $walking ]] || ! _fireq_step; then walking=''; nth=$((nth + 1)); fi ;;
      esac
    fi
  done
  if [[ -z $ended && -z $awaiting && $PREFIX == --*=* ]]; then
    awaiting=\${PREFIX%%=*}
    compset -P '*='
  fi
  if [[ -n $awaiting ]]; then
    _fireq_flag_values
  elif [[ -z $ended && $PREFIX == -* ]]; then
    _fireq_flags
  else
    _fireq_arguments
  fi
  if [[ -n $profiles ]]; then
    found+=(\${XDG_CONFIG_HOME:-$HOME/.config}/fireq/profiles/*.json(N:t:r) $HOME/.fireworks/profiles/*/auth.ini(N:h:t))
    # A name with more than letters, digits, dots, dashes is not a profile.
    found=(\${found:#*[^A-Za-z0-9._-]*})
  fi
  if [[ -n $files ]]; then
    _files
  elif (( $#found + $#open )); then
    _describe -t values fireq found -M 'r:|=* l:|=*' -- open -S ''
  else
    return 1
  fi
}

if [[ $funcstack[1] == _fireq ]]; then
  _fireq "$@"
else
  compdef _fireq fireq
fi
`
