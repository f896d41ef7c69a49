import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The one place that pins the broker's version. */
const POM = resolve('deploy/kafka/pom.xml');
const JAVA_MIN = 17;

/** What a machine lacks to run a broker, in one line for the person. */
export class KafkaUnavailable extends Error {}

/**
 * Brings the broker's jars into a folder, once for each version of the pom.
 *
 * @returns the folder of the jars.
 * @throws KafkaUnavailable when Java or Maven is missing or too old, or the jars cannot be had.
 */
export function kafkaJars(root: string): string {
  checkJava();
  const version = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12);
  const folder = join(root, `libs-${version}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.new`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const copied = spawnSync(
    'mvn',
    ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${partial}`],
    { encoding: 'utf8' },
  );
  if (copied.error !== undefined) {
    throw new KafkaUnavailable(
      'Apache Maven (mvn) is not installed: it brings the broker from Maven Central',
    );
  }
  if (copied.status !== 0) {
    const reason =
      `${copied.stdout}${copied.stderr}`.split('\n').find((line) => line.includes('ERROR')) ?? '';
    throw new KafkaUnavailable(`Maven could not bring the broker: ${reason.trim()}`);
  }
  renameSync(partial, folder);
  return folder;
}

function checkJava(): void {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (error !== undefined) throw new KafkaUnavailable(`Java ${JAVA_MIN} or newer is not installed`);
  const version = Number(/version "(\d+)/.exec(stderr)?.[1] ?? '0');
  if (version >= JAVA_MIN) return;
  throw new KafkaUnavailable(`Java ${JAVA_MIN} or newer is needed, ${version} is installed`);
}
