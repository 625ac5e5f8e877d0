import {existsSync} from 'node:fs'
import process from 'node:process'
import {nodeOf} from '../scripts/npm-node.js'
import {accountServer, CERTIFICATE} from './account-server.js'
import {interleaved, quantile} from './measure.js'

const VERSIONS = ['20', '22', '24']
/** What a company adds to is this size: all certificates of a Debian. */
const MANY_CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'

/**
 * The same commands on every Node: a Markdown table of median milliseconds. Each Node starts from compiled code, the one of
 * the build from the package's, the others from their own.
 * @param {{fireq: string, env: Record<string, string>, rounds: number}} options `fireq`: path of the launcher
 */
export async function nodeVersionsTable({fireq, env, rounds}) {
  const nodes = Object.fromEntries(
    VERSIONS.map(version => [version, process.version.startsWith(`v${version}.`) ? process.execPath : nodeOf(version)]),
  )
  const servers = {http: await accountServer(13), https: await accountServer(13, 'https')}
  const list = scheme => [fireq, 'quota', 'list', '--base-url', servers[scheme].url, '--account-id', 'acme']
  const trusting = file => ({...env, NODE_EXTRA_CA_CERTS: file})
  const rows = {
    '`node -e 0`': {words: ['-e', '0'], env},
    '`fireq --help`': {words: [fireq, '--help'], env},
    '`fireq quota list`, plain HTTP': {words: list('http'), env},
    '`fireq quota list`, TLS, as Fireworks': {words: list('https'), env: trusting(CERTIFICATE)},
    ...(existsSync(MANY_CERTIFICATES)
      ? {'`fireq quota list`, plain HTTP, many extra CAs': {words: list('http'), env: trusting(MANY_CERTIFICATES)}}
      : {}),
  }
  const commands = Object.fromEntries(
    Object.entries(rows).flatMap(([row, {words, env: own}]) =>
      VERSIONS.map(version => [`${row} ${version}`, {run: [nodes[version], ...words], env: own}]),
    ),
  )
  const times = await interleaved(commands, rounds)
  for (const server of Object.values(servers)) server.close()
  const cells = row => VERSIONS.map(version => quantile(times[`${row} ${version}`], 0.5).toFixed(0)).join(' | ')
  return `| median ms | ${VERSIONS.map(version => `Node ${version}`).join(' | ')} |
|---|${VERSIONS.map(() => '---|').join('')}
${Object.keys(rows)
  .map(row => `| ${row} | ${cells(row)} |`)
  .join('\n')}`
}
