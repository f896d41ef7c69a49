import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a measure is called and means, and what it is told apart by. */
export interface MeasureOptions<Label extends string> {
  /** With its unit, without the product's prefix: `append_seconds`. */
  readonly name: string;
  readonly help: string;
  /** Each with few values only: every combination is kept for the life of the process. */
  readonly labels?: readonly Label[];
}

export interface DistributionOptions<Label extends string> extends MeasureOptions<Label> {
  /** Upper bounds of the buckets, inclusive, ascending. */
  readonly buckets: readonly number[];
}

export interface GaugeOptions<Label extends string> extends MeasureOptions<Label> {
  /** Sets the gauge when it is asked for, instead of whenever it changes; one that throws takes all measures away. */
  readonly collect?: (gauge: Gauge<Label>) => void | Promise<void>;
}

const PREFIX = 'orebook_';

/** From half a millisecond to half a minute: waits for disks, brokers and other machines. */
export const WAIT_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;
/** From one of a thing to a full batch. */
export const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const;

/** The measures of one process, as Prometheus reads them. */
export class Metrics {
  private readonly registry = new Registry();

  /** What `/metrics` answers with. */
  readonly contentType = this.registry.contentType;

  /** A number that only grows. */
  counter<Label extends string = never>({ name, help, labels }: MeasureOptions<Label>): Counter<Label> {
    return new Counter({
      name: PREFIX + name,
      help,
      labelNames: [...(labels ?? [])],
      registers: [this.registry],
    });
  }

  /**
   * A number that only grows, kept elsewhere: by whoever cannot afford more than a count.
   *
   * @param counts - by the value of the one label, read whenever it is asked for.
   */
  counterFrom<Label extends string>(
    { name, help, labels }: MeasureOptions<Label> & { readonly labels: readonly [Label] },
    counts: () => ReadonlyMap<string, number>,
  ): void {
    const [label] = labels;
    new Counter<string>({
      name: PREFIX + name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [value, count] of counts()) this.inc({ [label]: value }, count);
      },
    });
  }

  /** A number that goes up and down. */
  gauge<Label extends string = never>(options: GaugeOptions<Label>): Gauge<Label> {
    const { name, help, labels, collect } = options;
    return new Gauge({
      name: PREFIX + name,
      help,
      labelNames: [...(labels ?? [])],
      registers: [this.registry],
      ...(collect === undefined
        ? {}
        : {
            collect(this: Gauge<Label>) {
              return collect(this);
            },
          }),
    });
  }

  /** How often which sizes or durations came. */
  distribution<Label extends string = never>(options: DistributionOptions<Label>): Histogram<Label> {
    const { name, help, labels, buckets } = options;
    return new Histogram({
      name: PREFIX + name,
      help,
      labelNames: [...(labels ?? [])],
      buckets: [...buckets],
      registers: [this.registry],
    });
  }

  /** Adds processor time, memory, garbage and the event loop of the process; to be called once in a process. */
  observeProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Everything measured so far, in Prometheus' text form. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
