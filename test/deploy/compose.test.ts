import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadServiceConfig, SERVICE_VARIABLES, SERVICES, type ServiceName } from '#platform';
import { interpolated, readCompose, type ComposeService } from './compose-file.js';

const FILES = ['docker-compose.yml', 'deploy/cluster/docker-compose.yml'] as const;
/** What `make-certificates.sh` writes into `.env`. */
const PASSWORDS = Object.fromEntries(
  ['KAFKA_BROKER', 'KAFKA_OREBOOK', 'EVENTSTOREDB_ADMIN', 'EVENTSTOREDB_OPS', 'EVENTSTOREDB_OREBOOK'].map(
    (name) => [`${name}_PASSWORD`, 'a1b2c3'],
  ),
);
const PINNED = /^[a-z0-9][a-z0-9./-]*:v?\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?$/;

function environmentOf(service: ComposeService | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(service?.environment ?? {}).map(([name, value]) => [
      name,
      interpolated(String(value), PASSWORDS),
    ]),
  );
}

describe.each(FILES)('%s', (file) => {
  const compose = readCompose(file);
  const containers = Object.entries(compose.services);
  const isJob = (name: string): boolean =>
    containers.some(
      ([, { depends_on }]) => depends_on?.[name]?.condition === 'service_completed_successfully',
    );

  it.each(SERVICES)('sets every variable that %s reads, or leaves it alone on purpose', (service) => {
    const variables = Object.keys(environmentOf(compose.services[service])).filter((name) =>
      name.startsWith('OREBOOK_'),
    );
    const leftAlone = Object.keys(compose['x-left-at-default']);
    expect([...variables, ...leftAlone].toSorted()).toEqual([...SERVICE_VARIABLES].toSorted());
  });

  it.each(SERVICES)('gives %s a configuration that it starts with', (service) => {
    const environment = environmentOf(compose.services[service]);
    const { store, bus, venue } = loadServiceConfig(service, environment, '/opt/orebook');
    expect([store.kind, bus.kind, venue.host]).toEqual(['eventstoredb', 'kafka', '0.0.0.0']);
    expect(compose.services[service]?.command).toEqual([`dist/apps/${service}/main.js`]);
  });

  it('has every service at its own port, where the edge looks for it', () => {
    const edge = readFileSync('deploy/edge/nginx.conf', 'utf8');
    for (const service of SERVICES)
      expect(edge).toContain(`${service}:${environmentOf(compose.services[service])['OREBOOK_PORT']}`);
    const ports = SERVICES.map((service) => environmentOf(compose.services[service])['OREBOOK_PORT']);
    expect(new Set(ports).size).toBe(SERVICES.length);
  });

  it.each(containers)('pins the image of %s, watches its health and gives it no root', (name, container) => {
    const { image = '', user = '', healthcheck, restart, security_opt } = container;
    expect(interpolated(image, {})).toMatch(PINNED);
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(security_opt).toEqual(['no-new-privileges:true']);
    expect(restart).toBe(isJob(name) ? 'on-failure' : 'unless-stopped');
    if (isJob(name)) expect(healthcheck?.disable).toBe(true);
    else expect(healthcheck?.test?.[0]).toMatch(/^CMD(-SHELL)?$/);
  });

  it('waits for what it needs to be healthy, and for nothing that is not there', () => {
    for (const [, { depends_on }] of containers) {
      for (const [name, { condition }] of Object.entries(depends_on ?? {})) {
        expect(Object.keys(compose.services)).toContain(name);
        expect(condition).toBe(isJob(name) ? 'service_completed_successfully' : 'service_healthy');
      }
    }
    for (const service of SERVICES)
      expect(Object.keys(compose.services[service]?.depends_on ?? {}).length).toBeGreaterThan(1);
  });

  it('opens nothing but the edge, and that on this machine alone', () => {
    const open = containers.flatMap(([name, { ports }]) => (ports ?? []).map((port) => [name, port]));
    expect(open).toEqual([['edge', expect.stringMatching(/^127\.0\.0\.1:/)]]);
  });

  it('declares each volume that it names, and mounts no file that is not there', () => {
    const named = new Set<string>();
    for (const [, { volumes }] of containers) {
      for (const volume of volumes ?? []) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) {
          // Certificates are made on the spot.
          if (!source.includes('certificates')) expect(existsSync(join(dirname(file), source))).toBe(true);
        } else if (!source.startsWith('/')) named.add(source);
      }
    }
    expect([...named].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });

  it('builds its services from the one Dockerfile', () => {
    const { build } = compose.services['order-intake'] ?? {};
    expect(resolve(dirname(file), build?.context ?? '')).toBe(resolve('.'));
    expect(existsSync(build?.dockerfile ?? '')).toBe(true);
  });

  it('runs the very broker that the tests run', () => {
    const version = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)</.exec(
      readFileSync('deploy/kafka/pom.xml', 'utf8'),
    )?.[1];
    const brokers = containers.filter(([name]) => name.startsWith('kafka'));
    expect(brokers.map(([, { image }]) => image)).toEqual(brokers.map(() => `apache/kafka:${version}`));
  });
});

describe('the cluster', () => {
  const compose = readCompose('deploy/cluster/docker-compose.yml');
  const nodes = (stem: string): ComposeService[] =>
    [1, 2, 3].map((number) => compose.services[`${stem}-${number}`] ?? {});

  it('keeps three copies, acknowledges with two, and lets in only who has a password, by TLS', () => {
    for (const [index, broker] of nodes('kafka').entries()) {
      expect(environmentOf(broker)).toMatchObject({
        KAFKA_NODE_ID: String(index + 1),
        KAFKA_DEFAULT_REPLICATION_FACTOR: '3',
        KAFKA_MIN_INSYNC_REPLICAS: '2',
        KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: 'false',
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENTS:SASL_SSL,CONTROLLER:SASL_SSL',
      });
    }
    const { bus } = configOf('matching-engine');
    expect(bus).toMatchObject({
      kind: 'kafka',
      tls: true,
      replicationFactor: 3,
      sasl: { mechanism: 'plain', username: 'orebook' },
    });
  });

  it('has three nodes of EventStoreDB that know each other, and the venue as a user of its own', () => {
    for (const [index, node] of nodes('eventstoredb').entries()) {
      const own = `eventstoredb-${index + 1}`;
      const environment = environmentOf(node);
      expect(environment['EVENTSTORE_CLUSTER_SIZE']).toBe('3');
      expect(environment['EVENTSTORE_NODE_HOST_ADVERTISE_AS']).toBe(own);
      const others = [1, 2, 3].map((number) => `eventstoredb-${number}:2113`);
      expect(environment['EVENTSTORE_GOSSIP_SEED']).toBe(
        others.filter((other) => !other.startsWith(own)).join(','),
      );
      expect(environment).not.toHaveProperty('EVENTSTORE_INSECURE');
    }
    expect(configOf('audit').store).toMatchObject({
      connectionString: expect.stringMatching(/^esdb:\/\/orebook:a1b2c3@.*tls=true/),
    });
  });

  function configOf(service: ServiceName): ReturnType<typeof loadServiceConfig> {
    return loadServiceConfig(service, environmentOf(compose.services[service]), '/opt/orebook');
  }
});

describe('deploy/Dockerfile', () => {
  const lines = readFileSync('deploy/Dockerfile', 'utf8').split('\n');
  const after = (word: string): string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

  it('pins its base, builds in stages and ends without root', () => {
    const stages = after('FROM').map((stage) => stage.split(' AS '));
    expect(stages.length).toBeGreaterThan(2);
    const names = new Set(stages.map(([, name]) => name));
    for (const [base = ''] of stages) if (!names.has(base)) expect(base).toMatch(PINNED);
    expect(after('USER')).toEqual(['1000:1000']);
  });

  it('asks for its health where a container listens that is told no port', () => {
    expect(after('HEALTHCHECK')).toEqual([expect.stringContaining('deploy/healthcheck.js')]);
    expect(readFileSync('deploy/healthcheck.js', 'utf8')).toContain('process.env.OREBOOK_PORT');
    expect(lines.some((line) => /^(ENV)? +OREBOOK_PORT=\d+ /.test(line))).toBe(true);
  });

  it('copies only what is there, and what the context lets through', () => {
    const allowed = readFileSync('deploy/Dockerfile.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = after('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1));
    for (const source of sources) {
      expect(existsSync(source)).toBe(true);
      expect(allowed.some((path) => source === path || source.startsWith(`${path}/`))).toBe(true);
    }
  });
});
