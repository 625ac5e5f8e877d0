import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {spawnSync, execFile} from 'node:child_process'
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {promisify} from 'node:util'
import {parseAllDocuments} from 'yaml'
import {serveMetrics, type MetricsServer} from '../../src/lib/exporter/index.js'

const FOLDER = 'docs/monitoring'
const read = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8')
const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}

describe('the systemd unit', () => {
  const present = spawnSync('systemd-analyze', ['--version']).status === 0

  ;(present ? test : test.skip)('is one that systemd accepts', () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-unit-')), 'fireq-exporter.service')
    // Only a program that is there can be verified.
    writeFileSync(file, read('fireq-exporter.service').replace('/usr/local/bin/fireq', process.execPath))
    const {status, stdout, stderr} = spawnSync('systemd-analyze', ['verify', file], {encoding: 'utf8'})
    expect([status, stdout, stderr.split('\n').filter(line => line.includes('fireq-exporter'))]).toEqual([0, '', []])
  })

  test('gives its service no rights, and takes 143 for the end that it is', () => {
    const unit = read('fireq-exporter.service')
    for (const line of ['DynamicUser=yes', 'NoNewPrivileges=yes', 'ProtectSystem=strict', 'SuccessExitStatus=143']) {
      expect(unit).toContain(`\n${line}\n`)
    }
    expect(unit).not.toMatch(/^Environment=.*KEY/m)
  })
})

describe('the Dockerfile', () => {
  const instructions = read('Dockerfile')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const)
  const of = (name: string) => instructions.find(([instruction]) => instruction === name)![1]
  let server: MetricsServer
  beforeAll(async () => {
    const exporter = {text: () => Promise.resolve(''), ready: () => true}
    server = await serveMetrics(exporter, {host: '0.0.0.0', port: 0})
  })
  afterAll(() => server.close())

  test('has the instructions of an image for nobody in particular, in their order', () => {
    expect(instructions.map(([name]) => name)).toEqual([
      ...['FROM', 'COPY', 'RUN', 'USER', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT'],
    ])
    expect(of('FROM')).toMatch(/^node:2[0-9]-slim$/)
    expect(of('COPY')).toBe('fireq-*.tgz /tmp/')
    expect(of('USER')).toBe('node')
    expect(read('Dockerfile')).not.toMatch(/KEY=/)
  })

  test("'s health check is 0 for an exporter that serves, 1 for none", async () => {
    const [command, ...words] = JSON.parse(of('HEALTHCHECK').replace(/^.*?CMD /, '')) as string[]
    expect(command).toBe('node')
    const check = (port: string) =>
      promisify(execFile)(
        process.execPath,
        words.map(word => word.replace('9464', port)),
      ).then(
        () => 0,
        (error: {code: number}) => error.code,
      )
    expect(await check(new URL(server.url).port)).toBe(0)
    expect(await check('1')).toBe(1)
  })
})

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {readonly name: string}
  readonly spec: {
    readonly replicas?: number
    readonly selector: Record<string, unknown> & {readonly matchLabels?: Record<string, string>}
    readonly ports?: readonly {readonly targetPort: string}[]
    readonly template?: {
      readonly metadata: {readonly labels: Record<string, string>; readonly annotations: Record<string, string>}
      readonly spec: {
        readonly automountServiceAccountToken: boolean
        readonly containers: readonly {
          readonly image: string
          readonly env: readonly {readonly name: string; readonly value?: string; readonly valueFrom?: object}[]
          readonly ports: readonly {readonly name: string; readonly containerPort: number}[]
          readonly livenessProbe: {readonly httpGet: {readonly port: string}}
          readonly readinessProbe: {readonly httpGet: {readonly port: string}}
          readonly securityContext: Record<string, unknown>
        }[]
      }
    }
  }
}

describe('the Kubernetes manifest', () => {
  const documents = parseAllDocuments(read('kubernetes.yml'))
  const [deployment, service] = documents.map(each => each.toJS() as Manifest) as [Manifest, Manifest]
  const {template} = deployment.spec
  const [container] = template!.spec.containers

  test('is a Deployment and its Service, whose selectors and ports find each other', () => {
    expect(documents.flatMap(({errors, warnings}) => [...errors, ...warnings])).toEqual([])
    expect([deployment.apiVersion, deployment.kind]).toEqual(['apps/v1', 'Deployment'])
    expect([service.apiVersion, service.kind]).toEqual(['v1', 'Service'])
    expect(deployment.spec.selector.matchLabels).toEqual(template!.metadata.labels)
    expect(service.spec.selector).toEqual(template!.metadata.labels)
    const [port] = container!.ports
    expect(service.spec.ports![0]!.targetPort).toBe(port!.name)
    for (const probe of [container!.livenessProbe, container!.readinessProbe])
      expect(probe.httpGet.port).toBe(port!.name)
    expect(template!.metadata.annotations['prometheus.io/port']).toBe(String(port!.containerPort))
  })

  test('runs one image of this version without rights, the key from a secret', () => {
    expect(deployment.spec.replicas).toBe(1)
    expect(container!.image).toBe(`fireq-exporter:${version}`)
    expect(template!.spec.automountServiceAccountToken).toBe(false)
    expect(container!.securityContext).toMatchObject({
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: {drop: ['ALL']},
    })
    const [key] = container!.env
    expect(key!.name).toBe('FIREWORKS_API_KEY')
    expect(key!.value).toBeUndefined()
    expect(key!.valueFrom).toEqual({secretKeyRef: {name: 'fireworks', key: 'api-key'}})
  })
})

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly datasource: {readonly type: string; readonly uid: string}
  readonly gridPos: {readonly x: number; readonly y: number; readonly w: number; readonly h: number}
  readonly fieldConfig: {readonly defaults: object; readonly overrides: readonly object[]}
  readonly options: object
  readonly targets: readonly {
    readonly refId: string
    readonly expr: string
    readonly datasource?: {readonly uid: string}
  }[]
}

describe('the Grafana dashboard', () => {
  const dashboard = JSON.parse(read('grafana-dashboard.json')) as {
    readonly uid: string
    readonly title: string
    readonly schemaVersion: number
    readonly time: {readonly from: string; readonly to: string}
    readonly annotations: {readonly list: readonly {readonly datasource: {readonly uid: string}}[]}
    readonly panels: readonly Panel[]
  }

  test("has what Grafana's model of a dashboard asks for", () => {
    // Source: Grafana's dashboard JSON model, schema version 39 (Grafana 10.4).
    expect(dashboard.schemaVersion).toBe(39)
    expect(dashboard.uid).toMatch(/^[\w-]{1,40}$/)
    expect(dashboard).toMatchObject({time: {from: expect.stringMatching(/^now-/), to: 'now'}})
    for (const {datasource} of dashboard.annotations.list) expect(datasource.uid).toBe('${datasource}')
    expect(dashboard).not.toHaveProperty('id')
    for (const panel of dashboard.panels) {
      expect(['stat', 'bargauge', 'timeseries', 'table']).toContain(panel.type)
      expect(panel.title).not.toBe('')
      expect(panel.datasource).toEqual({type: 'prometheus', uid: '${datasource}'})
      expect(panel.fieldConfig).toMatchObject({defaults: {}, overrides: []})
      expect(panel.targets.length).toBeGreaterThan(0)
      const refs = panel.targets.map(({refId}) => refId)
      expect(refs).toEqual([...new Set(refs)])
      for (const {refId} of panel.targets) expect(refId).toMatch(/^[A-Z]$/)
    }
  })

  test('has panels that fill the grid of 24 columns without lying on each other', () => {
    const cells = new Set<string>()
    for (const {title, gridPos} of dashboard.panels) {
      const {x, y, w, h} = gridPos
      expect(x + w).toBeLessThanOrEqual(24)
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          expect([title, cells.has(`${column},${row}`)]).toEqual([title, false])
          cells.add(`${column},${row}`)
        }
      }
    }
    const height = Math.max(...dashboard.panels.map(({gridPos: {y, h}}) => y + h))
    expect(cells.size).toBe(24 * height)
  })

  test('takes several accounts and models at once: variables only where a regular expression may stand', () => {
    for (const {targets} of dashboard.panels) {
      for (const {expr} of targets)
        expect(expr.replace(/=~"\$(?:account|model)\|?"/g, '')).not.toMatch(/\$(?:account|model)/)
    }
  })
})
