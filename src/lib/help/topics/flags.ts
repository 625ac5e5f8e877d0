import type {CommandDescription} from '../command-description.js'
import {flagMeaning, flagName} from '../flag-rows.js'
import type {TopicSection} from './section.js'

/** `fireq help flags`: what help of a command leaves out. */
export function flagsTopic(commands: readonly CommandDescription[]): readonly TopicSection[] {
  const global = (commands[0]?.flags ?? []).filter(flag => flag.helpGroup === 'GLOBAL' && !flag.hidden)
  const shaping = (commands.find(({id}) => id === 'key list')?.flags ?? []).filter(flag => flag.helpGroup !== 'GLOBAL')
  return [
    {
      title: 'FLAGS OF EVERY COMMAND',
      blocks: [
        [['FLAG', 'MEANING'], ...global.map(flag => [flagName(flag), flagMeaning(flag)])],
        'They may stand anywhere on the line. `--sandbox` takes its scenario after `=` only. A flag beats its variable.',
      ],
    },
    {
      title: 'FLAGS OF EVERY LIST',
      blocks: [[['FLAG', 'MEANING'], ...shaping.map(flag => [flagName(flag), flagMeaning(flag)])]],
    },
  ]
}
