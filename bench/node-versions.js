import process from 'node:process'
import {nodeOf} from '../scripts/npm-node.js'
import {accountServer, CERTIFICATE} from './account-server.js'
import {interleaved, quantile} from './measure.js'

const VERSIONS = ['20', '22', '24']

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
  const rows = {
    'node -e 0': ['-e', '0'],
    'fireq --help': [fireq, '--help'],
    'fireq quota list, plain HTTP': list('http'),
    'fireq quota list, TLS': list('https'),
  }
  const commands = Object.fromEntries(
    Object.entries(rows).flatMap(([row, words]) =>
      VERSIONS.map(version => [
        `${row} ${version}`,
        {run: [nodes[version], ...words], env: row.endsWith('TLS') ? {...env, NODE_EXTRA_CA_CERTS: CERTIFICATE} : env},
      ]),
    ),
  )
  const times = await interleaved(commands, rounds)
  for (const server of Object.values(servers)) server.close()
  const cells = row => VERSIONS.map(version => quantile(times[`${row} ${version}`], 0.5).toFixed(0)).join(' | ')
  return `| median ms | ${VERSIONS.map(version => `Node ${version}`).join(' | ')} |
|---|${VERSIONS.map(() => '---|').join('')}
${Object.keys(rows)
  .map(row => `| \`${row}\` | ${cells(row)} |`)
  .join('\n')}`
}
