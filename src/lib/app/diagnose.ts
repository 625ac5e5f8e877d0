import {diagnoseLive, type LiveFindings, type LiveProbe} from '../domain/diagnosis/live.js'
import type {Diagnosis} from '../domain/diagnosis/diagnosis.js'
import {AppError} from '../domain/errors.js'
import {describeQuota} from '../domain/quota/quota.js'
import {allPages} from './all-pages.js'
import {accountQuestions} from './account-questions.js'
import {settle} from './settle.js'
import {cheapestServerless, readCatalogue, suggestModel} from './model-catalogue.js'
import {sizesFrom} from './model-sizes.js'
import type {CatalogueModel, DiagnosePorts} from './ports.js'
import {probeOne, type Probe, type ProbeTarget} from './probe-limits.js'

export interface LiveDiagnosis {
  readonly diagnosis: Diagnosis
  /** null when the key does not tell its account. */
  readonly accountId: string | null
}

/**
 * Account, quotas, catalogue and one probe, at the same time as far as possible: only a model that the catalogue has to
 * choose is asked after it. What fails is part of the findings, not a failure.
 * @param model full resource name; null for the cheapest of the catalogue
 * @throws AppError usage, when the question itself is wrong
 */
export async function diagnoseAccount(ports: DiagnosePorts, model: string | null): Promise<LiveDiagnosis> {
  const {gateway, clock} = ports
  const accountId = settle(ports.account())
  const catalogue = settle(readCatalogue(gateway))
  const [id, account, quotas, models, probe] = await Promise.all([
    accountId,
    accountId.then(id => (id instanceof AppError ? id : settle(gateway.getAccount(id)))),
    accountId.then(id => (id instanceof AppError ? id : settle(allPages(page => gateway.listQuotas(id, page), {})))),
    catalogue,
    probeModel(ports, model, catalogue),
  ])
  // What an interrupted run had by then is no diagnosis.
  ports.signal?.throwIfAborted()
  // A key that sees several accounts: a choice the person has to make, not a state of the account.
  if (id instanceof AppError && id.code === 'usage') throw id
  const findings: LiveFindings = {
    account,
    quotas: quotas instanceof AppError ? quotas : quotas.items.map(describeQuota),
    catalogue: models instanceof AppError ? models : models.length,
    probe: probe === null ? null : liveProbe(probe, models),
    now: clock.now(),
  }
  return {diagnosis: diagnoseLive(findings), accountId: id instanceof AppError ? null : id}
}

async function probeModel(
  ports: DiagnosePorts,
  model: string | null,
  catalogue: Promise<readonly CatalogueModel[] | AppError>,
): Promise<Probe | null> {
  const target: ProbeTarget | null = model === null ? chosen(await catalogue) : {model}
  const questions = accountQuestions(ports.gateway, ports.account)
  const known = async () => {
    const models = await catalogue
    if (models instanceof AppError) throw models
    return models
  }
  return target === null ? null : probeOne(ports, target, {sizeOf: sizesFrom(known, ports.clock), questions})
}

function chosen(catalogue: readonly CatalogueModel[] | AppError): ProbeTarget | null {
  const model = catalogue instanceof AppError ? null : cheapestServerless(catalogue)
  return model === null ? null : {model: model.name}
}

function liveProbe({result, outcome}: Probe, models: readonly CatalogueModel[] | AppError): LiveProbe {
  const unknown = outcome.code === 'not-found' && !(models instanceof AppError)
  return {
    model: result.model,
    outcome,
    latencyMs: result.latencyMs,
    suggestion: unknown ? suggestModel(result.model, models) : null,
  }
}
