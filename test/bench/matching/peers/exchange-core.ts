import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstOps } from '../contenders/contender.js';
import { summary, type Measured } from '../measure.js';
import type { Workload } from '../workloads/generate.js';

const WARM_UPS = 25;
const JVM = ['-Xms2g', '-Xmx2g', '-XX:+UseSerialGC'];
const POM = 'test/bench/matching/peers/pom.xml';
/** Maven may have to fetch the peer first. */
const BUILD_MS_MAX = 300_000;
const RUN_MS_MAX = 300_000;

/** What the Java side prints. */
interface JavaReport {
  readonly nanos: readonly number[];
  readonly fillsSha256: string;
}

/** The strong peer: exchange-core's bare `OrderBookDirectImpl`, compiled anew into a folder that goes afterwards. */
export class ExchangeCore {
  static readonly title = 'exchange-core 0.5.3, bare OrderBookDirectImpl';

  private constructor(private readonly directory: string) {}

  /** Returns a line that says what is missing where Java 17 or Maven is not there. */
  static build(): ExchangeCore | string {
    const missing = ['java', 'mvn'].filter((command) => !isThere(command));
    if (missing.length > 0)
      return `no peers: ${missing.join(' and ')} not found (Java 17 and Maven are needed)`;
    const directory = mkdtempSync(join(tmpdir(), 'orebook-peers-'));
    const goals = ['compile', 'dependency:copy-dependencies'];
    const options = [`-DbuildDirectory=${directory}`, `-DoutputDirectory=${join(directory, 'lib')}`];
    try {
      execFileSync('mvn', ['-q', '-B', '-f', POM, ...options, ...goals], {
        timeout: BUILD_MS_MAX,
        stdio: 'pipe',
      });
    } catch (error) {
      rmSync(directory, { recursive: true });
      return `no peers: Maven cannot build them: ${firstLine(error)}`;
    }
    return new ExchangeCore(directory);
  }

  measure(workload: Workload, passes: number, operations: number): Measured {
    const ops = firstOps(workload, operations);
    const file = join(this.directory, `${workload.spec.name}.ops`);
    writeFileSync(file, new Uint8Array(ops.buffer, ops.byteOffset, ops.byteLength));
    const classPath = `${join(this.directory, 'classes')}:${join(this.directory, 'lib')}/*`;
    const main = [
      '-cp',
      classPath,
      'orebook.bench.ExchangeCoreBench',
      file,
      String(WARM_UPS),
      String(passes),
    ];
    const printed = execFileSync('java', [...JVM, ...main], {
      encoding: 'utf8',
      timeout: RUN_MS_MAX,
      // Its logger complains of having no place to log to.
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { nanos, fillsSha256 } = JSON.parse(printed) as JavaReport;
    return summary(ExchangeCore.title, operations, nanos, fillsSha256);
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function isThere(command: string): boolean {
  try {
    execFileSync(command, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function firstLine(error: unknown): string {
  const told = error instanceof Error && 'stdout' in error ? String(error.stdout).trim() : '';
  return (told === '' ? String(error) : told).split('\n')[0] ?? '';
}
