import {AGENT_VARIABLES} from '../config/agent-variables.js'
import {SETTINGS} from '../config/setting-table.js'

/** A variable that is read, for help and the man page; a test holds the table to the code. */
export interface EnvironmentVariable {
  readonly name: string
  /** The flag that beats it; null without one. */
  readonly flag: string | null
  readonly meaning: string
}

/** What the variable adds to the setting that it decides. */
const SETTING_NOTES: Readonly<Record<string, string>> = {
  FIREWORKS_BASE_URL: 'gateway to ask; `/inference` and `/inference/v1` at its end are taken off',
  NO_COLOR: 'set to anything: no colour, also on a terminal; beats FORCE_COLOR',
  FORCE_COLOR: 'colour also in a pipe; `0` or `false`: none',
  FIREQ_SANDBOX: 'scenario of the embedded sandbox to run against; `1` is tier2',
}

const OF_SETTINGS: readonly EnvironmentVariable[] = SETTINGS.flatMap(({variables, flag, description}) =>
  variables.map(({name}) => ({name, flag, meaning: SETTING_NOTES[name] ?? description})),
)

/** Every variable that fireq reads. Nothing but these and the files of `fireq help environment` is looked at. */
export const ENVIRONMENT: readonly EnvironmentVariable[] = [
  {name: 'FIREWORKS_API_KEY', flag: '--api-key', meaning: 'API key'},
  ...OF_SETTINGS,
  {name: 'FIREWORKS_AUTH_FILE', flag: null, meaning: "firectl's auth.ini elsewhere than ~/.fireworks/auth.ini"},
  {name: 'CI', flag: '--no-input', meaning: 'set and not `0` or `false`: never ask, no pager'},
  {
    name: 'FIREQ_PAGER',
    flag: '--no-pager',
    meaning:
      'what shows a list that is longer than the screen; empty or `cat`: nothing; without it PAGER, else `less -FRX`',
  },
  {name: 'PAGER', flag: '--no-pager', meaning: 'as FIREQ_PAGER, which is read first'},
  {name: 'LESS', flag: null, meaning: 'options of `less`; without it FRX'},
  {
    name: 'GITHUB_STEP_SUMMARY',
    flag: null,
    meaning: "GitHub Actions' own: where `quota check --format github` appends its table",
  },
  {name: 'TERM', flag: null, meaning: '`dumb`: no colour, no boxes, no cursor movement'},
  ...['LC_ALL', 'LC_CTYPE', 'LANG'].map(name => ({
    name,
    flag: null,
    meaning: 'the locale; the first of the three that is set: without UTF-8 a terminal gets ASCII signs',
  })),
  {name: 'HTTPS_PROXY', flag: null, meaning: 'proxy for https; lower case is read first, here and below'},
  {name: 'HTTP_PROXY', flag: null, meaning: 'proxy for http'},
  {name: 'ALL_PROXY', flag: null, meaning: 'proxy where the two above say nothing'},
  {name: 'NO_PROXY', flag: null, meaning: 'hosts that are asked without a proxy'},
  {name: 'XDG_CONFIG_HOME', flag: null, meaning: "where fireq's folder is, instead of ~/.config"},
  {name: 'XDG_STATE_HOME', flag: null, meaning: "where fireq's history is, instead of ~/.local/state"},
  {name: 'HOME', flag: null, meaning: 'the home folder; on Windows after USERPROFILE'},
  {name: 'USERPROFILE', flag: null, meaning: 'the home folder on Windows'},
  {name: 'LOCALAPPDATA', flag: null, meaning: "where fireq's folder is on Windows"},
  ...['DISPLAY', 'WAYLAND_DISPLAY'].map(name => ({
    name,
    flag: null,
    meaning: 'a display on Linux: with one of them `fireq open` starts a browser',
  })),
  ...AGENT_VARIABLES.map(name => ({name, flag: null, meaning: "an AI agent's shell: changes of quotas are refused"})),
  {
    name: 'FIRECTL_AGENT_SAFE_ACCOUNTS',
    flag: null,
    meaning: 'account ids, separated by commas, whose quotas an AI agent may change',
  },
]
