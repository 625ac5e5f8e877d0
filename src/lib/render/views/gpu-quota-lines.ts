import {printable} from '../../domain/text/printable.js'
import {parseGpuQuotaId, type Quota} from '../../domain/quota/quota.js'
import {formatWholeNumber} from '../../domain/text/units.js'
import type {LabelledLine} from '../surface/labelled-lines.js'
import {amountText, limitText} from './quota-amount.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** GPUs named on a line; the others are counted. Assumed: what fits two lines of a screen. */
const MOST_NAMED = 8
/** What most people ask for comes first; the others as the API orders them. */
const FIRST = ['a100', 'h100']

interface GpuQuota {
  readonly quota: Quota
  readonly scope: string
  readonly gpu: string
}

/** The GPU quotas of an account in one line each for on-demand and training: `A100 4 of 8 · H100 8 of 8`. */
export function gpuLines(quotas: readonly Quota[], surface: Surface): LabelledLine[] {
  const gpus = quotas.flatMap((quota): GpuQuota[] => {
    const id = parseGpuQuotaId(quota.id)
    return id === null ? [] : [{quota, ...id}]
  })
  const line = (label: string, own: readonly GpuQuota[]) =>
    own.length === 0 ? [] : [{label, text: gpusText(own, surface)}]
  return [
    ...line(
      'GPUs',
      gpus.filter(({scope}) => scope !== 'training'),
    ),
    ...line(
      'Training GPUs',
      gpus.filter(({scope}) => scope === 'training'),
    ),
  ]
}

function gpusText(gpus: readonly GpuQuota[], surface: Surface): string {
  const {separator, unknown} = glyphsFor(surface)
  const named = [...gpus].filter(isOfUse).sort((a, b) => rank(a) - rank(b))
  const shown = named.slice(0, MOST_NAMED).map(({quota, scope, gpu}) => {
    const where = scope === 'global' || scope === 'training' ? '' : ` in ${printable(scope, 60)}`
    const full = quota.status === 'full' || quota.status === 'exceeded' ? ` (${quota.status})` : ''
    return `${gpu.toUpperCase()}${where} ${amountText(quota.usage, quota) ?? unknown} of ${limitText(quota.value, quota) ?? unknown}${full}`
  })
  const more = named.length - shown.length
  // A line is broken between GPUs, not within the words of one.
  const whole = shown.map(text => text.replaceAll(' ', '\u00a0'))
  return [...whole, ...(more > 0 ? [`${formatWholeNumber(more)} more`] : [])].join(separator) || 'none'
}

/** A region without any GPU and without any use is only noise; there are dozens of them. */
function isOfUse({quota, scope}: GpuQuota): boolean {
  return scope === 'global' || scope === 'training' || (quota.value ?? 1) > 0 || (quota.usage ?? 0) > 0
}

/** Global before regional quotas, the best known GPUs first. */
function rank({scope, gpu}: GpuQuota): number {
  const first = FIRST.indexOf(gpu)
  return (scope === 'global' || scope === 'training' ? 0 : 100) + (first === -1 ? FIRST.length : first)
}
