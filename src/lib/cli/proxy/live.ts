import {proxyLines, proxyScreen} from '../../render/views/proxy-live.js'
import type {Proxy} from '../../proxy/index.js'
import type {ProxySnapshot} from '../../domain/traffic/snapshot.js'
import {redrawText} from '../watch/rounds.js'
import type {GlobalFlagValues} from '../flags.js'
import {write, type CliIo} from '../io.js'
import {surfaceOf, terminalColumns} from '../surface.js'

const REDRAW_MS = 1000
const LOG_MS = 10_000

/** Shows what passes until the signal: a terminal one screen, drawn over; a log a line per model that was asked. */
export async function showTraffic(io: CliIo, flags: GlobalFlagValues, proxy: Proxy): Promise<void> {
  // Not on a terminal that cannot move its cursor.
  const screen = (await surfaceOf(io, io.stdout, flags)).decorated
  const show = screen ? redrawing(io, flags, proxy) : appending(io)
  while (!io.signal.aborted) {
    await show(proxy.snapshot())
    await io.clock.sleep(screen ? REDRAW_MS : LOG_MS, io.signal).catch((error: unknown) => {
      if (!io.signal.aborted) throw error
    })
  }
  await show(proxy.snapshot())
}

/** One write a frame, so that nothing flickers. */
function redrawing(io: CliIo, flags: GlobalFlagValues, {url}: Proxy): (snapshot: ProxySnapshot) => Promise<void> {
  let drawn = ''
  return async snapshot => {
    const frame = proxyScreen(snapshot, url, await surfaceOf(io, io.stdout, flags), io.stdout.rows ?? null)
    await write(io.stdout, redrawText(drawn, frame, terminalColumns(io.stdout), io.stdout.rows ?? null))
    drawn = frame
  }
}

function appending(io: CliIo): (snapshot: ProxySnapshot) => Promise<void> {
  const told = new Map<string, number>()
  return async ({traffic, generatedAt}) => {
    const news = traffic.filter(row => told.get(`${row.account}\n${row.model ?? ''}`) !== row.requests)
    for (const row of news) told.set(`${row.account}\n${row.model ?? ''}`, row.requests)
    await write(io.stderr, proxyLines(news, generatedAt))
  }
}
