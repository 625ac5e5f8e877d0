import {describe, expect, it} from '@jest/globals'
import {XMLValidator} from 'fast-xml-parser'
import {spawnSync} from 'node:child_process'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {quotaListText} from '../../src/lib/render/views/quota-list.js'
import {expectGolden} from './golden.js'
import {HOSTILE, LIVED_IN} from './sample-quotas.js'
import {terminal} from './surfaces.js'

const SCRIPT = fileURLToPath(new URL('../../scripts/quota-list-svg.js', import.meta.url))

function svgOf(ansi: string, ...options: string[]): string {
  const run = spawnSync(process.execPath, [SCRIPT, ...options, '-'], {input: ansi, encoding: 'utf8'})
  expect(run.stderr).toBe('')
  return run.stdout
}

describe('the picture of a terminal', () => {
  it('is the same for the same text, byte for byte', async () => {
    const ansi = await quotaListText(LIVED_IN, terminal(80, {colour: true}))
    const svg = svgOf(ansi)
    expectGolden('svg/lived-in.svg', svg)
    expect(svgOf(ansi)).toBe(svg)
  })

  it('is well-formed whatever the text holds', async () => {
    const svg = svgOf(await quotaListText(HOSTILE, terminal(80, {colour: true})), '--command', 'a && b < "c"')
    expect(XMLValidator.validate(svg)).toBe(true)
    expect(svg).toContain('a &amp;&amp; b &lt; "c"')
  })

  it('keeps colours and weights, and lets no escape sequence through', () => {
    const svg = svgOf('\u001b[1m\u001b[31mred\u001b[39m\u001b[22m plain \u001b[90mgrey\u001b[39m\u001b[0m\n')
    expect(svg).toContain('class="bold red">red</tspan>')
    expect(svg).toContain('class="dim">grey</tspan>')
    expect(svg).toContain('>plain</tspan>')
    expect(svg).not.toContain('\u001b')
  })

  it('holds wide characters to two cells', () => {
    expect(svgOf('東京')).toContain('textLength="33.6" lengthAdjust="spacingAndGlyphs">東京</tspan>')
  })
})
