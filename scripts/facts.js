// Lists every dated fact about Fireworks that fireq states, for whoever checks them against the documents: `npm run facts`,
// tab-separated, the newest first; `npm run facts -- --current` leaves out what another fact has replaced.
import {createRequire} from 'node:module'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))
const outfile = path('.cache/build/facts.cjs')
await build({
  entryPoints: [path('src/lib/domain/facts/list.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'silent',
})
const {allFacts} = createRequire(import.meta.url)(outfile)

const currentOnly = process.argv.includes('--current')
const shown = value => {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(pair => pair.join(' '))
    .join(', ')
}
const rows = allFacts()
  .filter(({fact}) => !currentOnly || fact.validUntil === null)
  .sort((a, b) => (a.fact.validFrom < b.fact.validFrom ? 1 : a.fact.validFrom > b.fact.validFrom ? -1 : 0))
  .map(({name, fact: {value, unit, validFrom, validUntil, certainty, source}}) =>
    [name, shown(value), unit, validFrom, validUntil ?? '', certainty, source].join('\t'),
  )
console.log(['NAME\tVALUE\tUNIT\tFROM\tUNTIL\tCERTAINTY\tSOURCE', ...rows].join('\n'))
