import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { policyStateHash, verifyPolicy } from '#bloc';
import {
  ORDERS_TOPIC,
  POLICY_STREAM,
  bookStream,
  decodeBookEvent,
  decodeCommand,
  decodePolicyEvent,
  type BookEvent,
  type PolicyCommandBody,
  type PolicyEvent,
  type Role,
  type SubmittedCommand,
} from '#contracts';
import { EventStoreError, type EventStore } from '#event-store';
import { MessageBusError, type MessageBus } from '#messaging';
import { Readiness, SimulatedClock, loadBlocConfig, type BlocConfig, type VenueConfig } from '#platform';
import {
  EngineDouble,
  FOUNDED_MICROS,
  HOUR_MICROS,
  floorOf,
  openTemporaryPorts,
  smallBloc,
  type TemporaryPorts,
} from '#testing';
import { POLICY_DEFAULTS } from './options.js';
import { PolicyService } from './policy-service.js';

const DAY_MICROS = 24 * HOUR_MICROS;
const everyRole: readonly Role[] = ['proposer', 'approver', 'supervisor'];

describe('the policy service', () => {
  let ports: TemporaryPorts;
  let clock: SimulatedClock;
  let engine: EngineDouble;
  let running: PolicyService[];

  beforeEach(async () => {
    ports = await openTemporaryPorts();
    clock = new SimulatedClock(FOUNDED_MICROS);
    engine = new EngineDouble(ports.store, ports.bus, clock);
    running = [];
  });
  afterEach(async () => {
    for (const service of running) await service.onApplicationShutdown();
    await engine.stop();
    await ports.close();
  });

  interface Overrides {
    readonly bloc?: BlocConfig;
    readonly store?: EventStore;
    readonly bus?: MessageBus;
    readonly file?: string;
  }

  function make(overrides: Overrides = {}): { service: PolicyService; readiness: Readiness } {
    const readiness = new Readiness();
    const service = new PolicyService(
      overrides.store ?? ports.store,
      overrides.bus ?? ports.bus,
      clock,
      overrides.bloc ?? smallBloc(),
      { dataDir: ports.directory } as VenueConfig,
      readiness,
      { ...POLICY_DEFAULTS, viewFile: overrides.file ?? ':memory:', retryMs: 10, scheduleMs: 5 },
    );
    return { service, readiness };
  }

  async function start(overrides: Overrides = {}): Promise<{ service: PolicyService; readiness: Readiness }> {
    const made = make(overrides);
    running.push(made.service);
    await made.service.onApplicationBootstrap();
    return made;
  }

  async function stop(service: PolicyService): Promise<void> {
    running = running.filter((one) => one !== service);
    await service.onApplicationShutdown();
  }

  async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; !(await isTrue()); tries += 1) {
      if (tries > 2_000) throw new Error('it never came true');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async function ready({ readiness }: { readiness: Readiness }): Promise<void> {
    await until(async () => (await readiness.check()).ready);
  }

  async function run(service: PolicyService, actor: string, body: PolicyCommandBody): Promise<string> {
    const { events } = await service.writer.execute({
      commandId: `${actor}-${clock.nowMicros()}`,
      cause: 'command',
      actor,
      roles: everyRole,
      receiveMicros: clock.nowMicros(),
      body,
    });
    const [first] = events;
    if (first === undefined || !('actId' in first)) throw new Error(JSON.stringify(first));
    return first.actId;
  }

  async function decideFloor(
    service: PolicyService,
    price: string,
    effectiveMicros?: number,
  ): Promise<string> {
    const actId = await run(service, 'anna', {
      kind: 'proposeAct',
      change: floorOf('NDPR-OXIDE', price),
      reason: 'why',
      ...(effectiveMicros === undefined ? {} : { effectiveMicros }),
    });
    await run(service, 'ben', { kind: 'approveAct', actId });
    await run(service, 'cleo', { kind: 'approveAct', actId });
    return actId;
  }

  async function policyEvents(): Promise<PolicyEvent[]> {
    const events: PolicyEvent[] = [];
    for await (const batch of ports.store.readStream(POLICY_STREAM)) {
      for (const one of batch) events.push(decodePolicyEvent(one.type, one.version, one.data));
    }
    return events;
  }

  async function bookEvents(instrument: string): Promise<BookEvent[]> {
    const events: BookEvent[] = [];
    for await (const batch of ports.store.readStream(bookStream(instrument))) {
      for (const one of batch) events.push(decodeBookEvent(one.type, one.version, one.data));
    }
    return events;
  }

  /** What is on the bus, as another group would read it. */
  async function sent(): Promise<SubmittedCommand[]> {
    const commands: SubmittedCommand[] = [];
    let heads = 0;
    for (let partition = 0; partition < 4; partition += 1) {
      heads += await ports.bus.headOffset(ORDERS_TOPIC, partition);
    }
    const group = `reader-${randomUUID()}`;
    const consumer = ports.bus.consume({ topic: ORDERS_TOPIC, group }, (batch) => {
      commands.push(...batch.messages.map(({ value }) => decodeCommand(value)));
      return Promise.resolve();
    });
    await until(() => commands.length >= heads);
    await consumer.stop();
    return commands;
  }

  describe('genesis', () => {
    it('SEQ-2 turns the files into acts, and every book sequences them once', async () => {
      engine.start();
      const started = await start();
      await ready(started);
      const oxide = await bookEvents('NDPR-OXIDE');
      const first = (type: BookEvent['type']): BookEvent | undefined =>
        oxide.find((event) => event.type === type);
      expect(oxide[0]?.type).toBe('InstrumentConfigured');
      expect(first('FloorChanged')).toMatchObject({ floorVersion: 1, priceTicks: 11_000 });
      expect(first('ReferencePriceSet')).toMatchObject({ priceTicks: 11_200 });
      expect(first('PositionSet')).toMatchObject({ desk: 'kaz-1', memberState: 'KAZ', positionLots: 40 });
      expect(first('CertificateRegistered')).toMatchObject({ certificate: { certificateId: 'KAZ-1' } });
      const phases = oxide.flatMap((event) => (event.type === 'PhaseChanged' ? [event.to] : []));
      expect(phases).toEqual(['preOpen', 'openingAuction', 'continuous']);
      expect(oxide.filter((event) => event.type === 'MembershipChanged')).toHaveLength(3);
      expect(oxide.filter((event) => event.type === 'AnnexChanged')).toHaveLength(2);
      for (const instrument of ['NDPR-OXIDE', 'DY-OXIDE']) {
        const events = await bookEvents(instrument);
        expect(events.filter((event) => event.type === 'ActRefused')).toEqual([]);
        const commands = events.flatMap((event) => (event.command === undefined ? [] : [event.command]));
        expect(commands.every((command) => command.cause === 'act' && command.actor === 'founding')).toBe(
          true,
        );
      }
    });

    it('SEQ-2 founds the sample bloc; its books refuse the certificates that have run out, and nothing else', async () => {
      const bloc = loadBlocConfig(join(import.meta.dirname, '../../deploy/sample-bloc'));
      engine.start();
      const started = await start({ bloc });
      await ready(started);
      const { log, effects } = started.service;
      const refused: string[] = [];
      for (const { actId, decision } of log.state.acts.values()) {
        for (const { instrument } of decision!.books) {
          const effect = effects.effect(actId, instrument);
          if (effect?.state !== 'effective') refused.push(`${actId} ${effect?.code ?? ''}`);
        }
      }
      const expired = bloc.certificates.filter(({ expiryMicros }) => expiryMicros <= FOUNDED_MICROS);
      expect(refused).toEqual(
        expired.map(({ certificateId }) => `FOUNDING-CERTIFICATE-${certificateId} CERTIFICATE_EXPIRED`),
      );
      expect(log.state.instruments.size).toBe(bloc.instruments.length);
    });

    it('AUDT-3 records a history that verifies', async () => {
      await start();
      expect(verifyPolicy(await policyEvents())).toMatchObject({ equal: true });
    });

    it('SEQ-2 is not ready before the books have sequenced it', async () => {
      const started = await start();
      expect((await started.readiness.check()).parts['policy']).toMatchObject({ ready: false });
      engine.start();
      await ready(started);
    });

    it('SEQ-2 completes a founding that was cut off between two appends, and founds once', async () => {
      let appends = 0;
      const cut = new Proxy(ports.store, {
        get(store, name) {
          if (name === 'appendEventsMax') return 6;
          if (name === 'append') {
            return (...args: Parameters<EventStore['append']>) => {
              appends += 1;
              if (appends > 3) throw new EventStoreError('CLOSED', 'cut off');
              return store.append(...args);
            };
          }
          const member: unknown = Reflect.get(store, name);
          return typeof member === 'function' ? (member.bind(store) as unknown) : member;
        },
      });
      const broken = make({ store: cut }).service;
      await expect(broken.onApplicationBootstrap()).rejects.toThrow('cut off');
      await broken.onApplicationShutdown();
      const before = (await policyEvents()).length;
      expect(before).toBe(18);

      engine.start();
      const second = await start();
      await ready(second);
      const events = await policyEvents();
      const founded = events.flatMap((event) => (event.type === 'ActDecided' ? [event.actId] : []));
      expect(new Set(founded).size).toBe(founded.length);
      expect(events.at(-1)).toMatchObject({ type: 'FoundingConcluded', acts: founded.length });
      expect(verifyPolicy(events).equal).toBe(true);

      await stop(second.service);
      const third = await start();
      await ready(third);
      expect(await policyEvents()).toHaveLength(events.length);
    });

    it('SEQ-2 names what of the files the rules refuse, and that they changed in the middle', async () => {
      const bloc = smallBloc();
      const [certificate] = bloc.certificates;
      const lost = smallBloc({ certificates: [{ ...certificate!, instrument: 'GOLD' }] });
      await expect(make({ bloc: lost }).service.onApplicationBootstrap()).rejects.toThrow(
        'FOUNDING-CERTIFICATE-KAZ-1 is refused, UNKNOWN_INSTRUMENT',
      );
      const moved = smallBloc({ members: [{ memberState: 'KAZ', name: 'Kazakhstan', status: 'observer' }] });
      await expect(make({ bloc: moved }).service.onApplicationBootstrap()).rejects.toThrow(
        'FOUNDING_CHANGED',
      );
    });
  });

  describe('the way to the books', () => {
    it('FLOR-1 brings a decided act to its book and knows when it is in force', async () => {
      engine.start();
      const started = await start();
      await ready(started);
      const { service } = started;
      clock.advance(HOUR_MICROS);
      const actId = await decideFloor(service, '120.00');
      await until(() => service.effects.effect(actId, 'NDPR-OXIDE') !== undefined);
      const floors = (await bookEvents('NDPR-OXIDE')).filter((event) => event.type === 'FloorChanged');
      expect(floors.at(-1)).toMatchObject({
        floorVersion: 2,
        priceTicks: 12_000,
        command: {
          commandId: `${actId}:NDPR-OXIDE`,
          actor: 'anna',
          cause: 'act',
          body: { approvers: ['ben', 'cleo'], proposer: 'anna', reason: 'why' },
        },
      });
      expect(service.effects.effect(actId, 'NDPR-OXIDE')).toMatchObject({
        state: 'effective',
        sequence: floors.at(-1)!.sequence,
      });
    });

    it('FLOR-1 a decided act waits in its book for its instant and can be withdrawn before it', async () => {
      engine.start();
      const started = await start();
      await ready(started);
      const {
        service,
        service: { effects },
      } = started;
      const instant = clock.nowMicros() + DAY_MICROS;
      const first = await decideFloor(service, '120.00', instant);
      const second = await decideFloor(service, '130.00', instant);
      await until(() => effects.effect(second, 'NDPR-OXIDE')?.state === 'scheduled');
      await run(service, 'anna', { kind: 'withdrawAct', actId: second });
      await until(() => effects.effect(second, 'NDPR-OXIDE')?.state === 'withdrawn');
      clock.set(instant);
      await decideFloor(service, '121.00');
      await until(() => effects.effect(first, 'NDPR-OXIDE')?.state === 'effective');
      expect(effects.effect(second, 'NDPR-OXIDE')?.state).toBe('withdrawn');
    });

    it('SEQ-2 sends again after a restart what no book has sequenced, and nothing else', async () => {
      const file = join(ports.directory, 'views', 'policy.sqlite');
      engine.start();
      const first = await start({ file });
      await ready(first);
      await stop(first.service);
      const dead: MessageBus = new Proxy(ports.bus, {
        get: (bus, name) =>
          name === 'send'
            ? () => Promise.reject(new MessageBusError('UNAVAILABLE', 'down'))
            : (Reflect.get(bus, name) as unknown),
      });
      const second = await start({ file, bus: dead });
      const actId = await decideFloor(second.service, '120.00');
      await stop(second.service);
      const before = (await sent()).length;

      const third = await start({ file });
      await until(() => third.service.effects.effect(actId, 'NDPR-OXIDE')?.state === 'effective');
      const commands = await sent();
      expect(commands.slice(0).filter(({ body }) => 'actId' in body && body.actId === actId)).toHaveLength(1);
      expect(commands).toHaveLength(before + 1);
      expect(policyStateHash(third.service.log.state)).toBe(policyStateHash(second.service.log.state));
    });

    it('SEQ-2 rebuilds what it knows of the books from their events alone', async () => {
      engine.start();
      const first = await start();
      await ready(first);
      await stop(first.service);
      const before = (await sent()).length;
      const second = await start();
      await ready(second);
      await until(
        () => second.service.effects.effect('FOUNDING-FLOOR-NDPR-OXIDE', 'NDPR-OXIDE') !== undefined,
      );
      expect(await sent()).toHaveLength(before);
    });

    it('PHAS-1 tells a refusal by the book with its code', async () => {
      engine.start();
      const started = await start();
      await ready(started);
      const { service } = started;
      const change = { type: 'setPhase', instrument: 'DY-OXIDE', phase: 'closingCall' } as const;
      const actId = await run(service, 'sven', { kind: 'proposeAct', change, reason: 'why' });
      await run(service, 'sara', { kind: 'approveAct', actId });
      await until(() => service.effects.effect(actId, 'DY-OXIDE') !== undefined);
      expect(service.effects.effect(actId, 'DY-OXIDE')).toMatchObject({
        state: 'refused',
        code: 'PHASE_TRANSITION',
      });
    });
  });

  describe('the writer', () => {
    it('SEQ-1 two writers of one stream: the later one catches up and decides again', async () => {
      const one = (await start()).service;
      const two = (await start()).service;
      const acts = await Promise.all(
        [one, two, one, two, one].map((service, index) =>
          run(service, `user-${index}`, {
            kind: 'proposeAct',
            change: floorOf('NDPR-OXIDE', '120'),
            reason: 'why',
          }),
        ),
      );
      expect(new Set(acts).size).toBe(5);
      await until(() => one.log.state.sequence === two.log.state.sequence);
      expect(policyStateHash(one.log.state)).toBe(policyStateHash(two.log.state));
      expect(verifyPolicy(await policyEvents()).equal).toBe(true);
    });

    it('SEQ-1 an append whose outcome is unknown is recorded once', async () => {
      let failures = 2;
      const flaky = new Proxy(ports.store, {
        get(store, name) {
          if (name === 'append') {
            return async (...args: Parameters<EventStore['append']>) => {
              const result = await store.append(...args);
              failures -= 1;
              if (failures >= 0) throw new EventStoreError('OUTCOME_UNKNOWN', 'lost');
              return result;
            };
          }
          const member: unknown = Reflect.get(store, name);
          return typeof member === 'function' ? (member.bind(store) as unknown) : member;
        },
      });
      const { service } = await start({ store: flaky });
      expect(failures).toBeLessThan(0);
      const events = await policyEvents();
      expect(service.log.state.sequence).toBe(events.length);
      expect(verifyPolicy(events).equal).toBe(true);
    });
  });

  describe('the schedule of identifiers', () => {
    async function drops(instrument: string): Promise<number[]> {
      return (await bookEvents(instrument)).flatMap((event) =>
        event.type === 'IdentifiersDropped' ? [event.endedBeforeMicros] : [],
      );
    }

    it('SEQ-4 tells each book once on each business day, and not before there is anything to drop', async () => {
      const file = join(ports.directory, 'policy.sqlite');
      engine.start();
      const first = await start({ file });
      await ready(first);
      // Tuesday to Monday: nothing is older than the bloc; the next Tuesday drops the Monday of the founding.
      for (let day = 1; day <= 8; day += 1) {
        clock.set(FOUNDED_MICROS + day * DAY_MICROS + HOUR_MICROS);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await until(async () => (await drops('NDPR-OXIDE')).length > 0 && (await drops('DY-OXIDE')).length > 0);
      const expected = [FOUNDED_MICROS + DAY_MICROS];
      expect(await drops('NDPR-OXIDE')).toEqual(expected);
      await until(() => first.service.effects.droppedBeforeMicros('NDPR-OXIDE') > 0);
      await stop(first.service);

      const second = await start({ file });
      await ready(second);
      clock.advance(HOUR_MICROS);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await drops('NDPR-OXIDE')).toEqual(expected);
      clock.advance(DAY_MICROS);
      await until(async () => (await drops('NDPR-OXIDE')).length === 2);
      const events = await bookEvents('NDPR-OXIDE');
      expect(events.at(-1)).toMatchObject({
        type: 'IdentifiersDropped',
        endedBeforeMicros: FOUNDED_MICROS + 2 * DAY_MICROS,
        command: { cause: 'schedule', actor: 'schedule' },
      });
    });
  });
});
