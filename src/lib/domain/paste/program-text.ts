/** A stretch of a text, from a character to before another. */
export type Stretch = readonly [from: number, to: number]

/** How a statement of a program begins that raises, answers or refuses: what it would do, not what happened. */
const STATEMENT =
  /(?<![\w.$-])(?:(?:raise|throw|return|yield|abort)\s{1,4}(?:new\s{1,4})?[A-Za-z_$][\w.$:]{0,80}\(|(?:describe|it|test)(?:\.\w{1,20})?\((?=["'`])|(?:print(?:ln|f)?|puts|console\.\w{1,10}|log(?:ger|ging)?\.\w{1,10}|fmt\.\w{1,10})\((?=f?["'`])|(?:http|rest)\.(?:get|post|put|all)\(|\.reply\((?=\s{0,20}\d{3}\b)|HttpResponse\.\w{1,20}\(|(?:responses\.add|httpx_mock\.add_response|\w{1,30}\.mock(?:Resolved|Rejected|Return)Value(?:Once)?)\(|[A-Za-z_$]{1,30}\.(?:status|sendStatus)\(\s{0,20}\d{3}\s{0,20}\)\.?\w{0,20}\(?)/g
/** Longest statement, in characters; of a longer one, or one that nothing closes, its line is left out. Assumed. */
const LONGEST_STATEMENT = 500

/** Statements of a program, each to the bracket that closes it. */
export function statementsIn(text: string): Stretch[] {
  return [...text.matchAll(STATEMENT)].map(({0: begin, index}) => {
    const from = index + begin.length
    if (!begin.endsWith('(')) return [index, from]
    const line = text.indexOf('\n', from)
    return [index, closingOf(text, from) ?? (line === -1 ? text.length : line)]
  })
}

/** A question about what might happen, rather than why it did; bounded, over lines as a terminal breaks them. */
const QUESTION =
  /(?<=^|[.!?:\]|>)*"'(\d-]\s{0,4}|\bF |\s{2}|\n)(?:what|when|how|should|shall|do|does|did|is|are|can|could|would|will|which|who|where|ha(?:ve|s) \w{2,8} ever)\b(?! (?:come|any))(?:[^.!?\n]|\n(?!\n)|\.(?=\w)){0,300}\?/gi
/** Such a question tells of a failure all the same. */
const OF_A_FAILURE = /\b(?:fix|solve|resolve|get rid of|getting|got|seeing|fails|failing|keep|keeps|this error)\b/i
/** A comment of a program that stands alone on its line, behind what ends or begins a statement; a block of them. */
const COMMENTS = [
  /\/\/(?<=^[ \t>|+`-]{0,40}(?:[\w./-]{1,120}:)?(?:\d{1,6}[:|]){0,2}[ \t|]{0,40}\/\/|[;{}),] {1,8}\/\/|^\s{0,40}(?:const|let|var|return|import|export|case)\b[^\n]{1,200} \/\/)[\s/!A-Z][^\n]{0,2000}/gm,
  /\/\*(?<=^[ \t>|+`-]{0,40}\/\*)(?:[^*]|\*(?!\/)){0,2000}(?:\*\/|$(?![^]))/gm,
  /#(?<=^\s{0,40}[\w.-]{1,60}(?: = [^\n#]{1,200}|: (?:\d{1,9}|true|false|"[^"\n]{0,80}") {0,8})\s#)\s[^\n]{0,2000}/gm,
  /<!--(?:[^-]|-(?!->)){0,2000}-->/g,
]
/** A whole line of SQL, Lisp, an INI file or TeX; what tells of a suspension is not passed over on so little. */
const LINE_COMMENTS =
  /^[ \t>|+`]{0,40}(?:--|;{1,3}|%{1,3}) (?=[A-Za-z0-9])(?!curl |HTTP\/\d|[^\n]{0,300}(?:suspended|--\s*$))[^\n]{0,2000}/gim
/** What `# …` comments on: lines of a shell, of settings, and further comments. */
const HASH_COMMENTS =
  /^\s{0,40}# (?!HTTP\/\d|\{)[^\n]{0,2000}(?![^\n])(?:(?=\n\s{0,40}(?:#\s|#$|export \w|[A-Z][A-Z0-9_]{2,40}=\S|[a-z][\w.]{0,40} = \S|[\w-]{1,40}:\s*$|(?:set|if|for|while|sleep) \S))|(?<=^\s{0,40}#(?: [^\n]{0,300})?\n\s{0,40}# [^\n]{0,2000}))/gm
/** What makes `# …` a comment rather than a heading, and a quotation one of documentation: a statement of a program beside it. */
const CODE =
  /^\s{0,40}(?:#!\/|def |class |import |from \w{1,60} import |return\b|try:|except\b.{0,80}:|(?:if|for|while|with) .{1,120}:\s*$)/m
const IN_CODE = [/^\s{0,40}# [^\n]{0,2000}/gm, /"""(?:[^"]|"(?!"")){0,2000}"""/g]

/** Comments in the text of a program: what would be, not what happened. */
export function commentsIn(text: string): Stretch[] {
  const marks = [
    ...(/\/[/*]|<!--| # /.test(text) ? COMMENTS : []),
    ...(/(?:^|\n)[ \t>|+`]*(?:--|;|%)/.test(text) ? [LINE_COMMENTS] : []),
    ...(text.includes('# ') ? [HASH_COMMENTS] : []),
    ...(/# |"""/.test(text) && CODE.test(text) ? IN_CODE : []),
  ]
  return marks.flatMap(mark => matchesIn(text, mark))
}

/** What a document of an interface says of an answer; a table of what each status means. */
const DOCUMENTED =
  /^\s{0,40}["']?description["']?: ?["']?[^\n]{0,200}|^(?:[^\n|]{0,60}\|[^\n]{0,100}\b)?(?:meaning|description|what it means)\b[^\n]{0,100}\n(?:-{3,80}\|?\n)?(?:[^\n|]{0,60}\|[^\n]{0,400}(?:\n|$)){1,40}/gim
/** What a command looks for. */
const SEARCHED = /(?:^[ \t$#%>]{0,6}|\| ?)(?:e?grep|rg|ag|awk|sed|jq)\s[^\n]{0,300}/gm
/** A test that passed, as its reporter prints it. */
const PASSED = /^[^✓✔√✗✘✖×]{0,60}(?:[✓✔√]|(?<!\bnot )\bok \d{1,6} - |--- PASS\b|\[PASS(?:ED)?\])[^✗✘✖×]*$/
/** What a text says of no answer that came: questions, and tests that passed. */
export function asidesIn(text: string): Stretch[] {
  const questions = text.includes('?') ? matchesIn(text, QUESTION) : []
  const found = [
    ...questions.filter(([from, to]) => !OF_A_FAILURE.test(text.slice(from, to))),
    ...(/description|meaning|what it means/i.test(text) ? matchesIn(text, DOCUMENTED) : []),
    ...(/grep|\brg |\bag |awk|sed |jq /.test(text) ? matchesIn(text, SEARCHED) : []),
  ]
  if (!/[✓✔√]|\bok \d|PASS/.test(text)) return found
  for (const {line, at} of linesOf(text)) if (PASSED.test(line)) found.push([at, at + line.length])
  return found
}

/** Behind the bracket that closes one opened before that place, and what is called on it; null when none does. */
function closingOf(text: string, from: number): number | null {
  const end = Math.min(text.length, from + LONGEST_STATEMENT)
  for (let at = from, open = 1; at < end; at++) {
    if (text[at] === '(') open++
    else if (text[at] === ')' && --open === 0 && !/^\.\w{1,30}\(/.test(text.slice(at + 1, at + 40))) return at + 1
  }
  return null
}

/** Lines of a program that a traceback or a stack quotes: they tell what would be done, not what happened. */
export function quotedCodeIn(text: string): Stretch[] {
  if (!/File "|^\s{2,}at |^\s*[\^~]+\s*$|^\+ |\.(?:py|rb|js|ts|go|java|php|ex|rs|cs)\b/m.test(text)) return []
  const found: Stretch[] = []
  let afterFrame = false
  for (const {line, at} of linesOf(text)) {
    const frame =
      /^\s{0,20}(?:File "[^"]{1,300}", line \d|at \S|\.{3} \d+ more)/.test(line) ||
      /^\s{0,20}from \S{1,300}:\d{1,6}:in /.test(line)
    const quoted = afterFrame && /^\s{4,}\S/.test(line)
    // What Node prints of an error's members begins behind its last frame.
    const end = frame && / \{(?: |$)/.test(line) ? line.lastIndexOf(' {') : line.length
    if (frame || quoted || /^\s*[\^~]+\s*$|^\+ /.test(line)) found.push([at, at + end])
    afterFrame = /^\s{0,20}File "/.test(line)
  }
  return found
}

/** Where a pattern matches. @param pattern a global one */
export function matchesIn(text: string, pattern: RegExp): Stretch[] {
  return [...text.matchAll(pattern)].map(({0: match, index}): Stretch => [index, index + match.length])
}

/** Whether a place is in one of the stretches. */
export function isWithin(stretches: readonly Stretch[], place: number): boolean {
  return stretches.some(([from, to]) => place >= from && place < to)
}

/** The text with those stretches blanked out, every position as it was. */
export function without(text: string, stretches: readonly Stretch[]): string {
  const parts: string[] = []
  let from = 0
  for (const [start, end] of [...stretches].sort((a, b) => a[0] - b[0])) {
    if (start < from) continue
    parts.push(text.slice(from, start), text.slice(start, end).replace(/[^\n]/g, ' '))
    from = end
  }
  return parts.join('') + text.slice(from)
}

function linesOf(text: string): {readonly line: string; readonly at: number}[] {
  let at = 0
  return text.split('\n').map(line => {
    const here = {line, at}
    at += line.length + 1
    return here
  })
}
