/** How each command is called where nothing but the call matters. Those of `asks` go to the network. */
export interface CommandCall {
  readonly id: string
  readonly argv: readonly string[]
  readonly asks: boolean
}

const asking = (id: string, ...words: string[]): CommandCall => ({id, argv: [...id.split(' '), ...words], asks: true})
const local = (id: string, ...words: string[]): CommandCall => ({id, argv: [...id.split(' '), ...words], asks: false})

/** At least one call of every command; a test holds this to the table of commands. */
export const EVERY_COMMAND: readonly CommandCall[] = [
  asking('status'),
  asking('status', '--probe'),
  asking('quota list'),
  asking('quota get', 'monthly-spend-usd'),
  asking('quota set', 'monthly-spend-usd', '450', '--yes', '--wait', '1'),
  asking('quota set', 'monthly-spend-usd', '450', '--dry-run'),
  asking('quota check', '--strict'),
  asking('api', 'quotas', '--paginate'),
  asking('quota export'),
  asking('quota diff', '-f', 'test/fixtures/quotas.yaml'),
  asking('quota apply', '-f', 'test/fixtures/quotas.yaml', '--yes'),
  asking('limits probe', 'kimi-k3', '--compare-tiers'),
  asking('limits probe', '--free'),
  asking('limits check', 'kimi-k3'),
  asking('limits wait', 'kimi-k3', '--timeout', '1'),
  asking('quota wait', 'job-submission-count', '--timeout', '1'),
  asking('diagnose', '--live'),
  asking('quota explain'),
  asking('billing export-usage-costs', '--filename', '/dev/null'),
  asking('spend'),
  asking('spend check', '--max-month', '1000'),
  asking('model list'),
  asking('model check', 'kimi-k3'),
  asking('key list'),
  asking('key check'),
  asking('tier list'),
  asking('account list'),
  asking('account get'),
  asking('auth login'),
  asking('auth status'),
  local('auth list'),
  local('auth switch', 'nobody'),
  local('open', 'billing'),
  local('auth logout', '-p', 'nobody'),
  local('diagnose', '--status', '429'),
  asking('limits plan', '--requests', '5/m', '--generated', '300', '--model', 'kimi-k3'),
  asking('history record'),
  asking('limits history', 'kimi-k3'),
  asking('quota history', 'monthly-spend-usd'),
  local('history path'),
  local('history prune'),
  local('config list'),
  local('config get', 'base-url'),
  local('config set', 'timeout', '10'),
  local('config unset', 'timeout'),
  local('config path'),
  local('sandbox', '--scenario', 'nope'),
  local('exporter', '--once'),
  local('proxy', '--target', '90%'),
  local('run', '--', 'true'),
  local('completion', 'bash'),
  local('version'),
]
