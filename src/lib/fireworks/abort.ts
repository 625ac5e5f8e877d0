const watched = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back once when the signal aborts; returns what takes the callback away again. One listener per signal, however
 * many requests share it: Node warns on stderr from the eleventh listener on.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => undefined
  const callbacks = watched.get(signal) ?? watch(signal)
  callbacks.add(callback)
  return () => void callbacks.delete(callback)
}

function watch(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>()
  watched.set(signal, callbacks)
  signal.addEventListener('abort', () => callbacks.forEach(callback => callback()), {once: true})
  return callbacks
}
