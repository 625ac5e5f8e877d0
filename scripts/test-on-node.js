// npm run test:nodes [VERSIONS…]: the acceptance tests on every Node that fireq runs on, each from npm's `node` package.
// They are installed into .cache/ and are no dependency. The tests spawn the program with the Node that runs them.
import {execFileSync, spawnSync} from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import {nodeOf} from './npm-node.js'

const asked = process.argv.slice(2)
const versions = asked.length > 0 ? asked : ['20', '22', '24', '26']
const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'test/acceptance']

const failed = versions.filter(version => {
  const node = nodeOf(version)
  const exact = execFileSync(node, ['--version'], {encoding: 'utf8'}).trim()
  console.log(`\n=== Node ${exact}`)
  // What `npm`, called by a test, runs is found on the path.
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH}`
  const {status} = spawnSync(node, JEST, {stdio: 'inherit', env: {...process.env, PATH}})
  console.log(`=== Node ${exact}: ${status === 0 ? 'green' : 'failed'}`)
  return status !== 0
})
process.exitCode = failed.length > 0 ? 1 : 0
