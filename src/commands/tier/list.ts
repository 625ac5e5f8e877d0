import {STANDING_UNKNOWN, tierStanding, type TierList as Tiers} from '../../lib/app/tier-standing.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {hasKey} from '../../lib/cli/session.js'
import {rowsOf, type CommandResult} from '../../lib/cli/result.js'
import type {Session} from '../../lib/cli/session.js'
import {SPENDING_TIERS} from '../../lib/domain/facts/tiers.js'
import {TIER_FIELDS, tierListText, tierRows} from '../../lib/render/views/tier-list.js'
import {NOT_TOLD} from '../../lib/domain/facts/account-api.js'
import {cite} from '../../lib/domain/facts/fact.js'

export default class TierList extends FireqCommand {
  static override summary = 'spending tiers, and where this account likely stands'
  static override description = `The tiers by the newest documents, and by older ones as dated history. The API has no tier, ${cite(NOT_TOLD.tier)}: the standing is a guess from the max of monthly-spend-usd, right for legacy postpaid accounts only, and nothing is refused because of it. Works without a key too.`
  static override examples = [
    {command: 'fireq tier list', description: 'the tiers, and which one is likely yours'},
    {
      command: 'fireq tier list --json | jq .data.standing',
      description: 'the guess, why, and what the next tier needs',
    },
  ]

  async run(): Promise<CommandResult<Tiers>> {
    await this.parse(TierList)
    const asked: {session?: Session} = {}
    const {standing, accountId, warnings, exitCode} = (await hasKey(this.io, this.globals))
      ? await this.waiting(
          'reading the account',
          tierStanding(() => this.#connect(asked)),
        )
      : STANDING_UNKNOWN
    // Somebody who interrupts wants no table; what could not be asked then is no finding.
    if (this.io.signal.aborted) throw this.io.signal.reason
    const data: Tiers = {tiers: SPENDING_TIERS, standing}
    return this.result('fireq.tier.list/v1', {
      account: accountId,
      data,
      warnings: warnings,
      exitCode,
      text: surface => tierListText(data, accountId, surface, {verbose: this.globals.verbose === true}),
      delimited: rowsOf(TIER_FIELDS, tierRows(data)),
    })
  }

  async #connect(asked: {session?: Session}) {
    asked.session = await this.session()
    return {gateway: asked.session.gateway, accountId: await asked.session.account()}
  }
}
