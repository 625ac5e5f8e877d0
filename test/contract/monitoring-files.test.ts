import {describe, expect, test} from '@jest/globals'
import {readdirSync, readFileSync} from 'node:fs'
import {parseAllDocuments, parse} from 'yaml'
import {METRIC_NAMES} from '../../src/lib/exporter/index.js'
import Exporter from '../../src/commands/exporter.js'

const FOLDER = 'docs/monitoring'
const read = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8')

/** What else Prometheus has of these beginnings: nothing. */
function metricsIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:fireworks|fireq)_[a-z_]+[a-z]\b/g) ?? [])]
}

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: {readonly severity: string}
  readonly annotations: {readonly summary: string; readonly description: string}
}
interface Panel {
  readonly id: number
  readonly title: string
  readonly datasource: {readonly uid: string}
  readonly targets: readonly {readonly expr: string}[]
}

const rules = (parse(read('fireworks.rules.yml')) as {groups: {rules: Rule[]}[]}).groups.flatMap(group => group.rules)
const dashboard = JSON.parse(read('grafana-dashboard.json')) as {
  panels: Panel[]
  templating: {list: {name: string; type: string; definition?: string}[]}
}

/** Words of a command line after `fireq exporter`: flags it has. */
function expectFlags(words: readonly string[]): void {
  const known = Object.keys({...Exporter.flags, ...Exporter.baseFlags})
  for (const word of words) if (word.startsWith('--')) expect(known).toContain(word.slice(2))
}

describe('docs/monitoring', () => {
  test('holds these files, each with a test here or in npm run test:monitoring', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([
      'Dockerfile',
      'README.md',
      'alertmanager.yml',
      'fireq-exporter.service',
      'fireworks.rules.test.yml',
      'fireworks.rules.yml',
      'grafana-dashboard.json',
      'kubernetes.yml',
      'prometheus.yml',
    ])
  })

  test.each(['README.md', 'fireworks.rules.yml', 'fireworks.rules.test.yml', 'grafana-dashboard.json'])(
    '%s names only metrics that the exporter has',
    name => {
      const named = metricsIn(read(name))
      expect(named.length).toBeGreaterThan(5)
      expect(named.filter(metric => !(METRIC_NAMES as string[]).includes(metric))).toEqual([])
    },
  )

  test('the README names every metric and every alert', () => {
    const text = read('README.md')
    expect(METRIC_NAMES.filter(name => !text.includes(`\`${name}\``))).toEqual([])
    expect(rules.map(({alert}) => alert).filter(alert => !text.includes(`| ${alert} `))).toEqual([])
  })

  test('the alerts are those of the contract, each with a severity, what it means, what to do, and a case', () => {
    const cases = read('fireworks.rules.test.yml')
    expect(rules.map(({alert}) => alert).sort()).toEqual([
      'FireworksAccountSuspended',
      'FireworksDataStale',
      'FireworksModelRetiring',
      'FireworksQuotaAlmostFull',
      'FireworksQuotaFull',
      'FireworksRateLimitDropped',
      'FireworksRateLimitExhausted',
      'FireworksSpendLimitSoon',
    ])
    for (const {alert, labels, annotations} of rules) {
      expect(['warning', 'critical']).toContain(labels.severity)
      expect(annotations.summary).not.toBe('')
      expect(annotations.description).not.toBe('')
      expect(cases).toContain(alert)
    }
  })

  test('prometheus.yml scrapes the exporter, and Fireworks at most six times a minute', () => {
    interface Job {
      readonly job_name: string
      readonly scrape_interval?: string
      readonly metrics_path?: string
      readonly static_configs: readonly {readonly targets: readonly string[]}[]
    }
    const {scrape_configs: jobs, rule_files: files} = parse(read('prometheus.yml')) as {
      scrape_configs: Job[]
      rule_files: string[]
    }
    expect(files).toEqual(['fireworks.rules.yml'])
    const [own, deployments] = jobs as [Job, Job]
    expect(own.job_name).toBe('fireq')
    expect(own.static_configs[0]!.targets).toEqual(['127.0.0.1:9464'])
    expect(deployments.metrics_path).toBe('/v1/accounts/ACCOUNT/metrics')
    expect(60 / Number.parseInt(deployments.scrape_interval!, 10)).toBeLessThanOrEqual(6)
  })

  test('alertmanager.yml inhibits by names that are alerts', () => {
    const named = read('alertmanager.yml').match(/Fireworks[A-Za-z]+/g)!
    const alerts = rules.map(({alert}) => alert)
    expect(named.filter(name => name !== 'Fireworks' && !alerts.includes(name))).toEqual([])
  })

  test('the dashboard reads the datasource that is chosen, and only variables that it has', () => {
    const variables = dashboard.templating.list.map(({name}) => name)
    expect(dashboard.templating.list[0]).toMatchObject({name: 'datasource', type: 'datasource'})
    expect(new Set(dashboard.panels.map(({id}) => id)).size).toBe(dashboard.panels.length)
    for (const {datasource, targets} of dashboard.panels) {
      expect(datasource.uid).toBe('${datasource}')
      for (const {expr} of targets) {
        const used = [...expr.matchAll(/\$([a-z]+)\b/g)].map(([, name]) => name)
        expect(used.filter(name => !variables.includes(name!))).toEqual([])
      }
    }
  })

  test('the systemd unit, the Dockerfile and the manifest call the exporter by flags that it has', () => {
    const unit = read('fireq-exporter.service')
    const [, command] = /^ExecStart=\/usr\/local\/bin\/fireq exporter (.*)$/m.exec(unit)!
    expectFlags(command!.split(' '))
    expect(unit).toMatch(/^SuccessExitStatus=143$/m)
    const entry = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(read('Dockerfile'))![1]!) as string[]
    expect(entry.slice(0, 2)).toEqual(['fireq', 'exporter'])
    expectFlags(entry)
    expect(read('Dockerfile')).toMatch(/^USER node$/m)
    const [deployment, service] = parseAllDocuments(read('kubernetes.yml')).map(each => each.toJS() as Manifest)
    const [container] = deployment!.spec.template!.spec.containers
    expectFlags(container!.args)
    expect(container!.livenessProbe.httpGet.path).toBe('/healthz')
    expect(container!.readinessProbe.httpGet.path).toBe('/readyz')
    expect(container!.ports[0]!.containerPort).toBe(9464)
    expect(service!.spec.ports![0]!.port).toBe(9464)
  })
})

interface Manifest {
  readonly spec: {
    readonly ports?: readonly {readonly port: number}[]
    readonly template?: {
      readonly spec: {
        readonly containers: readonly {
          readonly args: readonly string[]
          readonly ports: readonly {readonly containerPort: number}[]
          readonly livenessProbe: {readonly httpGet: {readonly path: string}}
          readonly readinessProbe: {readonly httpGet: {readonly path: string}}
        }[]
      }
    }
  }
}
