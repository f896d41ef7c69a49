/** The values that tell one series of a measure from the others. */
type Labels<Label extends string> = Readonly<Record<Label, string>>;

/** What came so far under one set of labels. */
interface Series<Label extends string> {
  readonly labels: Labels<Label>;
  /** How many values fell into each bucket; the last is for those above all bounds. */
  readonly counts: number[];
  sum: number;
}

/** A line of a measure, as the registry writes it. */
interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/**
 * How often which sizes or durations came: a histogram that the registry can read, and that costs whoever is measured
 * next to nothing. It is told of every order several times.
 */
export class Distribution<Label extends string = never> {
  readonly name: string;
  readonly help: string;
  private readonly labelNames: readonly Label[];
  private readonly bounds: readonly number[];
  private readonly series = new Map<string, Series<Label>>();

  constructor(options: {
    readonly name: string;
    readonly help: string;
    readonly labels: readonly Label[];
    readonly buckets: readonly number[];
  }) {
    this.name = options.name;
    this.help = options.help;
    this.labelNames = options.labels;
    this.bounds = options.buckets;
    this.beginUnlabelled();
  }

  /** Takes note of one size or duration. */
  observe(labels: Labels<Label>, value: number): void {
    const { bounds } = this;
    const series = this.seriesOf(labels);
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += value;
  }

  /** All that came, as the registry asks for it: buckets hold what is in those below them too. */
  get(): Promise<{ name: string; help: string; type: string; values: Sample[]; aggregator: string }> {
    const { name, help } = this;
    const values = [...this.series.values()].flatMap((series) => this.samplesOf(series));
    return Promise.resolve({ name, help, type: 'histogram', values, aggregator: 'sum' });
  }

  /** Forgets all that came. */
  reset(): void {
    this.series.clear();
    this.beginUnlabelled();
  }

  /** What has no labels to wait for tells of nothing from the start. */
  private beginUnlabelled(): void {
    if (this.labelNames.length === 0) this.seriesOf({} as Labels<Label>);
  }

  private seriesOf(labels: Labels<Label>): Series<Label> {
    let key = '';
    for (const name of this.labelNames) key += `${labels[name]}\0`;
    let series = this.series.get(key);
    if (series === undefined) {
      const counts = new Array<number>(this.bounds.length + 1).fill(0);
      series = { labels: { ...labels }, counts, sum: 0 };
      this.series.set(key, series);
    }
    return series;
  }

  private samplesOf({ labels, counts, sum }: Series<Label>): Sample[] {
    const samples: Sample[] = [];
    let count = 0;
    for (const [bucket, inBucket] of counts.entries()) {
      count += inBucket;
      const le = this.bounds[bucket] ?? '+Inf';
      samples.push({ metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: count });
    }
    samples.push({ metricName: `${this.name}_sum`, labels, value: sum });
    samples.push({ metricName: `${this.name}_count`, labels, value: count });
    return samples;
  }
}
