import {afterEach, expect, test} from '@jest/globals'
import {recordedAnswer, startInferenceServer, type InferenceServer} from '../support/inference-server.js'
import {spawnFireq, TEST_KEY} from '../support/spawn-fireq.js'

const open: InferenceServer[] = []
afterEach(() => Promise.all(open.splice(0).map(server => server.close())))

test('Ctrl-C during a slow probe prints what it has and exits 130', async () => {
  let slowAsked = () => {}
  const whenSlowAsked = new Promise<void>(resolve => (slowAsked = resolve))
  const server = await startInferenceServer({
    answer: ({model}) => {
      if (model !== 'accounts/fireworks/models/slow') return recordedAnswer('adaptive-per-minute')
      slowAsked()
      return null
    },
  })
  open.push(server)
  const {stdout, stderr, code} = await spawnFireq(['limits', 'probe', 'quick', 'slow'], {
    env: {FIREWORKS_BASE_URL: server.url, FIREWORKS_API_KEY: TEST_KEY},
    // The quick answer was sent before the slow question came or right after: half a second is plenty to read it.
    during: child => void whenSlowAsked.then(() => setTimeout(() => child.kill('SIGINT'), 500)),
  })
  expect(code).toBe(130)
  expect(stdout).toContain('quick: ok · HTTP 200')
  expect(stdout).not.toContain('slow')
  expect(stderr).toBe('warning: interrupted: 1 of 2 answers had come\n')
})

test('twenty models at once leave no warning of Node on stderr', async () => {
  const server = await startInferenceServer({gate: 20, answer: () => recordedAnswer('no-headers')})
  open.push(server)
  const models = Array.from({length: 20}, (_, index) => `model-${index}`)
  const {stderr, code} = await spawnFireq(['limits', 'probe', ...models], {
    env: {FIREWORKS_BASE_URL: server.url, FIREWORKS_API_KEY: TEST_KEY},
  })
  expect([code, stderr]).toEqual([0, ''])
  // Twenty questions, and the catalogue once for their sizes.
  expect(server.asked.filter(({body}) => 'model' in (body as object))).toHaveLength(20)
})
