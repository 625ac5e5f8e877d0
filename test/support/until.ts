/** Waits until something holds. @throws after thirty seconds: a machine that runs other tests is slow to listen */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let round = 0; round < 3000; round++) {
    if (holds()) return
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  throw new Error(`never: ${what}`)
}
