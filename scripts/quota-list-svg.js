// Draws what a terminal shows as docs/quota-list.svg, the picture that README opens with.
//
//   <a coloured run of fireq> | node scripts/quota-list-svg.js [--command TEXT] [FILE]
//
// Reads coloured terminal text on stdin and writes FILE, by default docs/quota-list.svg; `-` is stdout. The same text
// gives the same bytes. Text stays text, so that it can be selected; the lines of boxes become one path, so that they join.
import {readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import stringWidth from 'string-width'

const FONT_SIZE = 14
const CELL = {width: 8.4, height: 20}
const PADDING = 20
const TITLE_BAR = 36
const CORNER = 5

/** SGR codes that chalk's named styles emit, by the class that draws them. */
const COLOUR_CLASSES = {30: 'black', 31: 'red', 32: 'green', 33: 'yellow', 34: 'blue', 35: 'magenta', 36: 'cyan'}
const STYLE = `
    .window { fill: #ffffff; stroke: #d0d7de }
    .bar { fill: #f6f8fa }
    .button { fill: #d0d7de }
    .box { fill: none; stroke: #afb8c1; stroke-width: 1 }
    text { font-size: ${FONT_SIZE}px; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; fill: #1f2328; white-space: pre }
    .title, .dim { fill: #656d76 }
    .bold { font-weight: 600 }
    .underline { text-decoration: underline }
    .black { fill: #24292f } .red { fill: #cf222e } .green { fill: #1a7f37 } .yellow { fill: #9a6700 }
    .blue { fill: #0969da } .magenta { fill: #8250df } .cyan { fill: #1b7c83 }
    @media (prefers-color-scheme: dark) {
      .window { fill: #0d1117; stroke: #30363d }
      .bar { fill: #161b22 }
      .button { fill: #30363d }
      .box { stroke: #484f58 }
      text { fill: #e6edf3 }
      .title, .dim { fill: #8d96a0 }
      .black { fill: #6e7681 } .red { fill: #ff7b72 } .green { fill: #3fb950 } .yellow { fill: #d29922 }
      .blue { fill: #58a6ff } .magenta { fill: #bc8cff } .cyan { fill: #39c5cf }
    }`

/** The picture of a terminal in which a command printed a text. */
function terminalSvg(ansi, command) {
  const output = ansi.replace(/\r\n/g, '\n').replace(/\n+$/, '').split('\n')
  const lines = styledLines([`\u001b[2m$\u001b[22m \u001b[1m${command}\u001b[22m`, ...output])
  const columns = Math.max(...lines.map(runs => runs.reduce((sum, {text}) => sum + stringWidth(text), 0)))
  const width = round(columns * CELL.width + 2 * PADDING)
  const height = round(TITLE_BAR + lines.length * CELL.height + 2 * (PADDING - 4))
  const buttons = [0, 1, 2].map(at => `<circle class="button" cx="${22 + at * 20}" cy="18" r="6"/>`).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
  <title>${escaped(command)}</title>
  <style>${STYLE}
  </style>
  <rect class="window" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
  <path class="bar" d="M1 ${TITLE_BAR}V8.5a7.5 7.5 0 0 1 7.5-7.5H${round(width - 8.5)}a7.5 7.5 0 0 1 7.5 7.5V${TITLE_BAR}z"/>
  ${buttons}
  <text class="title" x="${round(width / 2)}" y="23" text-anchor="middle">fireq</text>
  <path class="box" d="${lines.map(boxPath).join('')}"/>
${lines
  .map(textLine)
  .filter(line => line !== '')
  .join('\n')}
</svg>
`
}

/** Each line as runs of one style: `{text, classes}`. A style lasts over line ends, as on a terminal. */
function styledLines(lines) {
  const on = {bold: false, dim: false, underline: false, colour: ''}
  return lines.map(line => {
    const runs = []
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is read
    for (const [index, piece] of line.split(/\u001b\[([0-9;]*)m/).entries()) {
      if (index % 2 === 1) for (const code of (piece || '0').split(';')) applySgr(on, Number(code))
      else if (piece !== '') {
        const classes = [on.bold && 'bold', on.dim && 'dim', on.underline && 'underline', on.colour].filter(Boolean)
        runs.push({text: piece, classes: classes.join(' ')})
      }
    }
    return runs
  })
}

function applySgr(on, code) {
  if (code === 0) Object.assign(on, {bold: false, dim: false, underline: false, colour: ''})
  else if (code === 1) on.bold = true
  else if (code === 2) on.dim = true
  else if (code === 4) on.underline = true
  else if (code === 22) Object.assign(on, {bold: false, dim: false})
  else if (code === 24) on.underline = false
  else if (code === 39) on.colour = ''
  else if (code === 90) on.colour = 'dim'
  else if (code >= 30 && code <= 37) on.colour = COLOUR_CLASSES[code] ?? ''
  else if (code >= 91 && code <= 97) on.colour = COLOUR_CLASSES[code - 60] ?? ''
}

/** Where the arms of a box character go from the middle of its cell: up, down, left, right; capitals turn in a curve. */
const BOX_ARMS = Object.fromEntries(
  '─:lr │:ud ┌:dr ┐:dl └:ur ┘:ul ├:udr ┤:udl ┬:lrd ┴:lru ┼:lrud ╭:DR ╮:DL ╰:UR ╯:UL'
    .split(' ')
    .map(each => each.split(':')),
)
const BOX = /[─│┌┐└┘╭╮╰╯├┤┬┴┼]/g

/** The box characters of a line, neighbours to the left and right in one stroke. */
function boxPath(runs, row) {
  const text = runs.map(run => run.text).join('')
  const top = topOf(row)
  let path = ''
  let column = 0
  let strokeFrom = null
  for (const char of [...text, ' ']) {
    const arms = BOX_ARMS[char] ?? ''
    const left = round(PADDING + column * CELL.width)
    const middle = {x: round(left + CELL.width / 2), y: round(top + CELL.height / 2)}
    if (strokeFrom !== null && !arms.includes('l')) {
      path += `M${strokeFrom} ${middle.y}H${left}`
      strokeFrom = null
    }
    if (arms.includes('r') && strokeFrom === null) strokeFrom = arms.includes('l') ? left : middle.x
    if (arms.includes('l') && !arms.includes('r')) {
      path += `M${strokeFrom ?? left} ${middle.y}H${middle.x}`
      strokeFrom = null
    }
    if (arms.includes('u') || arms.includes('d')) {
      path += `M${middle.x} ${arms.includes('u') ? top : middle.y}V${arms.includes('d') ? round(top + CELL.height) : middle.y}`
    }
    path += roundCorner(arms, middle, left, top)
    column += stringWidth(char)
  }
  return path
}

function roundCorner(arms, {x, y}, left, top) {
  if (!/[UD]/.test(arms)) return ''
  const down = arms.includes('D')
  const right = arms.includes('R')
  const start = down ? round(top + CELL.height) : top
  const end = right ? round(left + CELL.width) : left
  const turn = Math.min(CORNER, CELL.width / 2)
  return `M${x} ${start}V${round(y + (down ? turn : -turn))}Q${x} ${y} ${round(x + (right ? turn : -turn))} ${y}H${end}`
}

/** A line's text, each word group held to its cells whatever font draws it; '' for a line that is all box. */
function textLine(runs, row) {
  let column = 0
  const pieces = runs.flatMap(({text, classes}) =>
    text
      .replace(BOX, ' ')
      .split(/( {2,}|^ +| +$)/)
      .filter(piece => piece !== '')
      .map(piece => {
        const width = stringWidth(piece)
        column += width
        return {piece, classes, width, x: round(PADDING + (column - width) * CELL.width)}
      }),
  )
  while (pieces.at(-1)?.piece.trim() === '') pieces.pop()
  if (pieces.length === 0) return ''
  return `  <text xml:space="preserve" y="${round(topOf(row) + CELL.height * 0.7)}">${pieces.map(span).join('')}</text>`
}

/** Spaces are only there to be copied with the rest, so nothing stretches them. */
function span({piece, classes, width, x}) {
  if (piece.trim() === '') return `<tspan x="${x}">${piece}</tspan>`
  const attributes = classes === '' ? '' : ` class="${classes}"`
  const length = round(width * CELL.width)
  return `<tspan x="${x}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${attributes}>${escaped(piece)}</tspan>`
}

function topOf(row) {
  return TITLE_BAR + PADDING - 4 + row * CELL.height
}

/** One decimal at most: the same digits on every machine. */
function round(value) {
  return Math.round(value * 10) / 10
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const {values, positionals} = parseArgs({
  options: {command: {type: 'string', default: 'fireq quota list --sandbox'}},
  allowPositionals: true,
})
const [target = fileURLToPath(new URL('../docs/quota-list.svg', import.meta.url))] = positionals
const svg = terminalSvg(readFileSync(0, 'utf8'), values.command)
if (target === '-') process.stdout.write(svg)
else writeFileSync(target, svg)
