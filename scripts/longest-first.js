import {statSync} from 'node:fs'
import path from 'node:path'
import Sequencer from '@jest/test-sequencer'

const FIRST = ['cli', 'acceptance']

/** The order in which workers take files: jest's own, by size, would leave those that wait for processes to the end. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({path: file}) => {
      const at = FIRST.indexOf(path.basename(file).replace(/-\d+\.test\.\w+$/, ''))
      return at === -1 ? FIRST.length : at
    }
    const size = ({path: file}) => statSync(file).size
    return [...tests].sort((one, other) => rank(one) - rank(other) || size(other) - size(one))
  }
}
