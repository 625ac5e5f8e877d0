import {ENVIRONMENT} from '../environment-table.js'
import type {TopicSection} from './section.js'

/** `fireq help environment`. */
export function environmentTopic(): readonly TopicSection[] {
  return [
    {
      title: 'PRECEDENCE',
      blocks: [
        'A flag beats the environment, the environment a profile, a profile the config file, the config file the default. `fireq config list` shows where each value comes from. A key that is given by flag or variable brings its own account: no other source is asked for it.',
      ],
    },
    {
      title: 'VARIABLES',
      blocks: [
        [['VARIABLE', 'FLAG', 'MEANING'], ...ENVIRONMENT.map(({name, flag, meaning}) => [name, flag ?? '–', meaning])],
        'An empty variable counts as unset.',
      ],
    },
    {
      title: 'FILES',
      blocks: [
        [
          ['FILE', 'WHAT IT HOLDS'],
          ['~/.config/fireq/config.json', 'settings, never keys; `fireq config set`'],
          ['~/.config/fireq/profiles/NAME.json', 'a key or a key command, and its account; `fireq auth login`'],
          ['~/.local/state/fireq/', 'the history of readings; `fireq history path`'],
          ['~/.fireworks/auth.ini', "firectl's key and account; read, never written"],
          ['~/.fireworks/profiles/NAME/auth.ini', "firectl's profiles; read, never written"],
        ],
        "On Windows fireq's folder is %LOCALAPPDATA%\\fireq. `fireq config path` prints the paths that count here. Besides these, fireq reads only files that you name.",
      ],
    },
  ]
}
