import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration-error.js';
import { SERVICE_VARIABLES } from './load-service-config.js';
import { refuseUnknownVariables } from './unknown-variables.js';

describe('variables that nothing reads', () => {
  it.each([
    [{ OREBOOK_STOR: 'eventstoredb' }, 'OREBOOK_STOR is no variable of Orebook: did you mean OREBOOK_STORE?'],
    [
      { OREBOOK_KAFKA_BROKER: 'a:1' },
      'OREBOOK_KAFKA_BROKER is no variable of Orebook: did you mean OREBOOK_KAFKA_BROKERS?',
    ],
    [
      { OREBOOK_LOGLEVEL: 'warn' },
      'OREBOOK_LOGLEVEL is no variable of Orebook: did you mean OREBOOK_LOG_LEVEL?',
    ],
    [
      { OREBOOK_KAFKA_PASWORD: 'secret', OREBOOK_BUSS: 'kafka' },
      'OREBOOK_BUSS is no variable of Orebook: did you mean OREBOOK_BUS? ' +
        'OREBOOK_KAFKA_PASWORD is no variable of Orebook: did you mean OREBOOK_KAFKA_PASSWORD?',
    ],
  ])('are refused in one line with the name that was meant: %j', (environment, message) => {
    expect(() => refuseUnknownVariables(environment)).toThrow(new ConfigurationError(message));
  });

  it('are none where Kubernetes tells of a service of that name', () => {
    const links = {
      OREBOOK_SERVICE_HOST: '10.0.0.11',
      OREBOOK_SERVICE_PORT: '8080',
      OREBOOK_SERVICE_PORT_HTTP: '8080',
      OREBOOK_ORDER_INTAKE_SERVICE_HOST: '10.0.0.12',
      OREBOOK_ORDER_INTAKE_SERVICE_PORT: '8080',
      OREBOOK_ORDER_INTAKE_PORT: 'tcp://10.0.0.12:8080',
      OREBOOK_ORDER_INTAKE_PORT_8080_TCP: 'tcp://10.0.0.12:8080',
      OREBOOK_ORDER_INTAKE_PORT_8080_TCP_PROTO: 'tcp',
      OREBOOK_ORDER_INTAKE_PORT_8080_TCP_PORT: '8080',
      OREBOOK_ORDER_INTAKE_PORT_8080_TCP_ADDR: '10.0.0.12',
    };
    expect(() => refuseUnknownVariables(links)).not.toThrow();
    expect(() => refuseUnknownVariables({ OREBOOK_ORDER_INTAKE_PORT: '8080' })).toThrow(
      'OREBOOK_ORDER_INTAKE_PORT is no variable of Orebook',
    );
  });

  it('are none where services, command line or compose files read them, and none of others', () => {
    const compose = ['docker-compose.yml', 'deploy/cluster/docker-compose.yml']
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\$\{(OREBOOK_[A-Z_]+)/g)])
      .map(([, name = '']) => name);
    expect(compose.length).toBeGreaterThan(2);
    const known = [...SERVICE_VARIABLES, ...compose, 'OREBOOK_URL', 'OREBOOK_TOKEN', 'OREBOOK_DEBUG'];
    const environment = Object.fromEntries([...known, 'PATH', 'KAFKA_BROKERS'].map((name) => [name, 'x']));
    expect(() => refuseUnknownVariables(environment)).not.toThrow();
    expect(() => refuseUnknownVariables({ OREBOOK_STOR: '' })).not.toThrow();
  });
});
