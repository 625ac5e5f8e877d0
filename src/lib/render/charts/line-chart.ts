import {displayWidth} from '../surface/display-width.js'

/** A point of a chart: milliseconds since the epoch, and a value. */
export type ChartPoint = readonly [t: number, value: number]

export interface LineChart {
  /** Pieces of one line; between them nothing is drawn. */
  readonly segments: readonly (readonly ChartPoint[])[]
  /** Columns that the chart may take, its labels included. */
  readonly columns: number
  /** Lines of the plot, without the axis. */
  readonly height: number
  readonly unicode: boolean
  readonly label: (value: number) => string
}

/** What stands left of the plot besides the labels. */
const AXIS_COLUMNS = 3

/** The plot's own signs in ASCII. */
const ASCII = {
  axis: {
    n: '^',
    ns: '|',
    y: '+',
    nse: '+',
    x: '+',
    we: '-',
    e: '>',
    intersectionXY: '+',
    intersectionX: '+',
    intersectionY: '+',
  },
  chart: {we: '-', wns: '+', ns: '|', nse: '+', wsn: '+', sne: '+', area: '#'},
  thresholds: {x: '-', y: '|'},
  point: '*',
} as const

/** A line over time, each piece drawn by itself; '' where there is nothing to draw. */
export async function lineChart({segments, columns, height, unicode, label}: LineChart): Promise<string> {
  const values = segments.flat().map(([, value]) => value)
  if (values.length === 0) return ''
  const {plot} = await import('simple-ascii-chart')
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const labels = Math.max(...[low, high].map(value => displayWidth(label(value))))
  const width = Math.max(10, columns - labels - AXIS_COLUMNS)
  // A line of one value has no height of its own.
  const range: [number, number] = low === high ? [Math.min(0, low), high === 0 ? 1 : high] : [low, high]
  const lines = segments.map(segment => thinned(segment, width))
  const text = plot(
    lines.map(line => line.map(([t, value]) => [t, value] as [number, number])),
    {
      width,
      height,
      yRange: range,
      hideXAxisTicks: true,
      hideXAxis: true,
      formatter: (value, {axis}) => (axis === 'y' ? label(value) : ''),
      ...(unicode ? {} : {symbols: ASCII}),
    },
  )
  const trimmed = text.split('\n').map(line => line.trimEnd())
  return `${trimmed.filter((line, at) => line !== '' || (at > 0 && at < trimmed.length - 1)).join('\n')}\n`
}

/** At most two points a column, the lowest and the highest: more cannot be seen, and each costs time. */
function thinned(points: readonly ChartPoint[], width: number): ChartPoint[] {
  if (points.length <= 2 * width) return [...points]
  const [start, end] = [points[0]![0], points.at(-1)![0]]
  const bins = new Map<number, {low: ChartPoint; high: ChartPoint}>()
  for (const point of points) {
    const bin = Math.floor(((point[0] - start) / Math.max(1, end - start)) * (width - 1))
    const known = bins.get(bin)
    bins.set(bin, {
      low: known === undefined || point[1] < known.low[1] ? point : known.low,
      high: known === undefined || point[1] > known.high[1] ? point : known.high,
    })
  }
  return [...bins.values()].flatMap(({low, high}) =>
    low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low],
  )
}
