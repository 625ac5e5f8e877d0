import type {CompletionTable} from './table.js'
import type {CompletionValues} from './values.js'
import {areWords, shellQuoted, splitWords} from './script-lines.js'

/**
 * The script for bash 3.2 and later, with or without the bash-completion package. Readline breaks `--flag=value` into
 * three words at the `=`, unless somebody took it out of COMP_WORDBREAKS: both are read.
 */
export function bashCompletion(table: CompletionTable, version: string): string {
  return `# bash completion for fireq ${version}, made by \`fireq completion bash\`. It runs no program and asks no network.

_fireq_step() {
  case "$route $word" in
${table.steps.map(({from, word, to}) => `    ${shellQuoted(`${from} ${word}`)}) route=${shellQuoted(to)} ;;`).join('\n')}
    *) return 1 ;;
  esac
}

_fireq_takes_value() {
  case "$word" in
    ${table.valueFlags.join('|')}) return 0 ;;
  esac
  return 1
}

_fireq_flags() {
  found=${shellQuoted(splitWords(table.globalFlags))}
  case "$route" in
${table.flags.map(({route, words}) => `    ${shellQuoted(route)}) found="${splitWords(words)} $found" ;;`).join('\n')}
  esac
}

_fireq_flag_values() {
  case "$route $awaiting" in
${table.flagValues
  .map(({route, spellings, values}) => {
    const patterns = spellings.map(flag =>
      route === null ? `*${shellQuoted(` ${flag}`)}` : shellQuoted(`${route} ${flag}`),
    )
    return `    ${patterns.join('|')}) ${assignment(values)} ;;`
  })
  .join('\n')}
  esac
}

_fireq_arguments() {
  case "$route $nth" in
${table.args
  .map(
    ({route, nth, values}) =>
      `    ${nth === null ? `${shellQuoted(`${route} `)}*` : shellQuoted(`${route} ${nth}`)}) ${assignment(values)} ;;`,
  )
  .join('\n')}
  esac
}

${ENGINE}`
}

function assignment(values: CompletionValues): string {
  return areWords(values) ? `found=${shellQuoted(splitWords(values))}` : `${values}=1`
}

const ENGINE = `# compgen expands what it is given: a name with more than letters, digits, dots, dashes is left out.
_fireq_profiles() {
  local name
  for name in "\${XDG_CONFIG_HOME:-\${HOME-}/.config}"/fireq/profiles/*.json "\${HOME-}"/.fireworks/profiles/*/auth.ini; do
    if [[ ! -f $name ]]; then continue; fi
    name=\${name%/auth.ini}
    name=\${name##*/}
    name=\${name%.json}
    if [[ $name != *[!A-Za-z0-9._-]* ]]; then found="$found $name"; fi
  done
}

_fireq() {
  local route='' word flag='' awaiting='' ended='' walking=1 nth=0 at found='' files='' profiles='' prefix='' reply
  local cur=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if [[ -n $ended ]]; then
      nth=$((nth + 1))
    elif [[ $word == '=' ]]; then
      awaiting=\${flag:-=}
    elif [[ -n $awaiting ]]; then
      awaiting='' flag=''
    else
      case "$word" in
        --) ended=1 ;;
        -?*)
          flag=$word
          if _fireq_takes_value; then awaiting=$word; fi
          ;;
        *)
          flag=''
          if [[ -z $walking ]] || ! _fireq_step; then walking='' nth=$((nth + 1)); fi
          ;;
      esac
    fi
  done
  if [[ -z $ended && $cur == '=' ]]; then
    awaiting=\${flag:-=} cur=''
  elif [[ -z $ended && -z $awaiting && $cur == --*=* ]]; then
    awaiting=\${cur%%=*} prefix=\${cur%%=*}= cur=\${cur#*=}
  fi
  if [[ -n $awaiting ]]; then
    _fireq_flag_values
  elif [[ -z $ended && $cur == -* ]]; then
    _fireq_flags
  else
    _fireq_arguments
  fi
  if [[ -n $profiles ]]; then _fireq_profiles; fi
  if [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r reply; do COMPREPLY+=("$prefix$reply"); done < <(compgen -f -- "$cur")
  else
    while IFS= read -r reply; do COMPREPLY+=("$prefix$reply"); done < <(compgen -W "$found" -- "$cur")
    if [[ \${#COMPREPLY[@]} -eq 0 && \${#cur} -ge 2 && $cur != -* ]]; then
      for reply in $found; do
        if [[ $reply == *"$cur"* ]]; then COMPREPLY+=("$prefix$reply"); fi
      done
    fi
    if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
  fi
  return 0
}

complete -F _fireq fireq
`
