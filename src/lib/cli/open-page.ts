import type {CliIo} from './io.js'
import {canAsk} from './terminal.js'

/**
 * Opens a page in a browser, where a person sits in front of one: a terminal, and on Linux a display.
 * @returns whether a browser was started
 */
export async function openPage(io: CliIo, flags: {'no-input'?: boolean}, url: string): Promise<boolean> {
  if (io.startDetached === undefined || io.stdout.isTTY !== true || !canAsk(io, flags)) return false
  const graphical = io.env['DISPLAY'] || io.env['WAYLAND_DISPLAY']
  if (io.platform === 'darwin') return io.startDetached('open', [url])
  if (io.platform === 'win32') return io.startDetached('cmd', ['/c', 'start', '', url])
  return graphical ? io.startDetached('xdg-open', [url]) : false
}
