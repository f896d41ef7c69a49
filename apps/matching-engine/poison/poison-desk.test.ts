import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  bookStream,
  decodeBookEvent,
  encodeCommand,
  encodeResend,
  ORDERS_TOPIC,
  type BookCommandBody,
  type PolicyChange,
  type SourcePosition,
  type SubmittedCommand,
} from '#contracts';
import { createFastBook, type BookFactory } from '#matching';
import { MessageBusError } from '#messaging';
import { FaultyBus, openTemporaryPorts, sampleInstrument, type TemporaryPorts } from '#testing';
import { MatchingEngine } from '../engine.js';
import { PoisonDesk, type PoisonOutcome } from './poison-desk.js';
import { PoisonLog, placeOf, POISON_STATUSES, UNSETTLED } from './poison-log.js';

const INSTRUMENT = sampleInstrument().instrumentId;

describe('messages that were set aside', () => {
  let ports: TemporaryPorts;
  let bus: FaultyBus;
  let desk: PoisonDesk;
  let engines: MatchingEngine[];
  let micros: number;
  let sent: number;
  const clock = { nowMicros: () => micros++ };

  beforeEach(async () => {
    ports = await openTemporaryPorts();
    bus = new FaultyBus(ports.bus);
    micros = 1_795_392_000_000_000;
    sent = 0;
    engines = [];
    desk = deskOf();
  });
  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    await ports.close();
  });

  const deskOf = (takenTimeoutMsMax = 5_000): PoisonDesk =>
    new PoisonDesk(new PoisonLog(ports.store, clock.nowMicros), bus, { takenTimeoutMsMax, lookMs: 5 });

  const startEngine = async (createBook: BookFactory = createFastBook): Promise<MatchingEngine> => {
    const engine = new MatchingEngine(
      { store: ports.store, bus: ports.bus, clock, createBook },
      { tickMs: 20 },
    );
    engines.push(engine);
    await engine.start([INSTRUMENT]);
    return engine;
  };
  const put = async (value: Uint8Array, key = INSTRUMENT): Promise<SourcePosition> => {
    const [place] = await ports.bus.send(ORDERS_TOPIC, [{ key, value }]);
    if (place === undefined) throw new Error('nothing was sent');
    return { partition: place.partition, offset: place.offset };
  };
  const putText = (text: string): Promise<SourcePosition> => put(new TextEncoder().encode(text));
  const send = (
    body: BookCommandBody,
    cause: SubmittedCommand['cause'] = 'command',
  ): Promise<SourcePosition> => {
    const commandId = `c${sent++}`;
    return put(
      encodeCommand({ commandId, instrument: INSTRUMENT, cause, actor: 'a', receiveMicros: micros, body }),
    );
  };
  const act = (change: PolicyChange): Promise<SourcePosition> => {
    const approval = { approvalNumber: sent + 1, effectiveMicros: micros, proposer: 'p', approvers: [] };
    return send({ kind: 'applyAct', actId: `act-${sent}`, ...approval, reason: 'r', change }, 'act');
  };
  const trader = { desk: 'KAZ-1', memberState: 'KAZ', trader: 't' } as const;
  const massCancel = (): Promise<SourcePosition> => send({ kind: 'massCancel', ...trader });

  /** Kinds of the commands that the book has decided, acts apart. */
  const decided = async (): Promise<string[]> => {
    const kinds: string[] = [];
    for await (const batch of ports.store.readStream(bookStream(INSTRUMENT))) {
      for (const { type, version, data } of batch) {
        const { command } = decodeBookEvent(type, version, data);
        if (command !== undefined && command.body.kind !== 'applyAct') kinds.push(command.body.kind);
      }
    }
    return kinds;
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let waitedMs = 0; !(await holds()); waitedMs += 5) {
      if (waitedMs > 10_000) throw new Error('it did not happen in time');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const listed = async (
    statuses: readonly (typeof POISON_STATUSES)[number][] = UNSETTLED,
  ): Promise<string[]> => (await desk.list({ statuses, limit: 100 })).items.map(({ messageId }) => messageId);
  const areAside = (count: number): Promise<void> => until(async () => (await listed()).length === count);
  const name = ({ partition, offset }: SourcePosition): string => `${partition}-${offset}`;
  const resend = (place: SourcePosition, by = desk): Promise<PoisonOutcome> =>
    by.decide({ kind: 'resend', place, actor: 'sam', reason: 'mended' });
  const discard = (place: SourcePosition): Promise<PoisonOutcome> =>
    desk.decide({ kind: 'discard', place, actor: 'sofia', reason: 'noise' });

  /** A build whose book breaks at mass cancels sets the first aside, after three stops. */
  const poisonedMassCancel = async (): Promise<SourcePosition> => {
    await act({ type: 'configureInstrument', instrument: sampleInstrument() });
    const place = await massCancel();
    const broken: BookFactory = (instrument) => {
      const book = createFastBook(instrument);
      const step = book.step.bind(book);
      book.step = (command, sink) => {
        if (command.body.kind === 'massCancel') throw new TypeError('x is undefined');
        return step(command, sink);
      };
      return book;
    };
    for (let starts = 1; starts <= 4; starts++) {
      const engine = await startEngine(broken);
      const failed = engine.failed.catch(() => true);
      await Promise.race([failed, areAside(1)]);
      await engine.stop();
    }
    return place;
  };

  it('a command is sent again once the engine is mended, decided once, and gone from the list', async () => {
    const place = await poisonedMassCancel();
    await startEngine();
    expect((await desk.list({ statuses: UNSETTLED, limit: 10 })).items).toEqual([
      {
        messageId: name(place),
        status: 'setAside',
        key: INSTRUMENT,
        reason: 'it has stopped the engine 3 times: TypeError: x is undefined',
        setAsideTime: expect.stringMatching(/^2026-11-23T/),
        command: { commandId: 'c1', kind: 'massCancel', actor: 'a', desk: 'KAZ-1' },
        valueBytes: expect.any(Number),
      },
    ]);
    expect(await decided()).toEqual([]);
    expect(await resend(place)).toMatchObject({
      kind: 'done',
      message: { status: 'resent', decision: { actor: 'sam', reason: 'mended' } },
    });
    await until(async () => (await decided()).length === 1);
    expect(await listed()).toEqual([]);
    expect(await listed(['resent'])).toEqual([name(place)]);
  }, 30_000);

  it('a command is decided once, however often it is sent and whoever asks for it', async () => {
    const place = await poisonedMassCancel();
    await startEngine();
    const outcomes = await Promise.all([resend(place), resend(place, deskOf()), resend(place)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    await put(encodeResend(place));
    await resend(place);
    const last = await massCancel();
    await until(async () => (await decided()).length === 2);
    // What an engine that starts anew is handed once more changes nothing either.
    for (const engine of engines) await engine.stop();
    await startEngine();
    expect(await decided()).toEqual(['massCancel', 'massCancel']);
    expect(await listed(POISON_STATUSES)).toEqual([name(place)]);
    expect(last.offset).toBeGreaterThan(place.offset + 1);
  }, 30_000);

  it('is set aside again under a new name where the cause is still there', async () => {
    await startEngine();
    const place = await putText('nonsense');
    await areAside(1);
    const outcome = await resend(place);
    expect(outcome).toMatchObject({ kind: 'done', message: { status: 'resent', setAsideAgain: true } });
    const again = placeOf((await listed())[0] ?? '');
    expect(await listed()).toHaveLength(1);
    expect(again && (await desk.show(again))).toMatchObject({
      resendOf: name(place),
      text: 'nonsense',
      valueBase64: Buffer.from('nonsense').toString('base64'),
      fault: expect.stringContaining('not a command'),
      status: 'setAside',
    });
  });

  it('stays in the list while no engine has met it, and is taken by the next one', async () => {
    const engine = await startEngine();
    const place = await putText('nonsense');
    await areAside(1);
    await engine.stop();
    const hasty = deskOf(10);
    expect(await resend(place, hasty)).toMatchObject({ kind: 'done', message: { status: 'resending' } });
    expect(await listed()).toEqual([name(place)]);
    expect(await engine.poison.openCount()).toBe(1);
    await startEngine();
    await until(async () => (await listed(['resent'])).length === 1);
  });

  it('that the bus does not take is sent by asking again', async () => {
    await startEngine();
    const place = await putText('nonsense');
    await areAside(1);
    bus.fault.failWith(new MessageBusError('UNAVAILABLE', 'no broker'));
    await expect(resend(place)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await listed()).toEqual([name(place)]);
    bus.fault.heal();
    expect(await resend(place)).toMatchObject({ kind: 'done', message: { status: 'resent' } });
  });

  it('is given up for good', async () => {
    const { poison } = await startEngine();
    const place = await putText('nonsense');
    await areAside(1);
    expect(await poison.openCount()).toBe(1);
    const first = await discard(place);
    expect(await poison.openCount()).toBe(0);
    expect(first).toMatchObject({
      kind: 'done',
      message: { status: 'discarded', decision: { actor: 'sofia' } },
    });
    expect(await discard(place)).toEqual(first);
    expect(await resend(place)).toMatchObject({ kind: 'decided', message: { status: 'discarded' } });
    expect(await listed()).toEqual([]);
    expect(await ports.store.lastRevision('dead-letters')).toBe(1);
  });

  it('is not given up once it was sent again', async () => {
    await startEngine();
    const place = await putText('nonsense');
    await areAside(1);
    await resend(place);
    expect(await discard(place)).toMatchObject({ kind: 'decided', message: { status: 'resent' } });
  });

  it('cannot be sent again where the whole of it was not kept, but given up', async () => {
    await startEngine();
    const place = await put(new Uint8Array(300_000).fill(65));
    await areAside(1);
    expect(await resend(place)).toEqual({
      kind: 'cut',
      fault: 'only the first 262144 of its 300000 bytes were kept',
    });
    expect(await discard(place)).toMatchObject({ kind: 'done' });
  });

  it('is nothing where nothing was set aside', async () => {
    const place = { partition: 0, offset: 0 };
    expect(await desk.show(place)).toBeUndefined();
    expect(await resend(place)).toEqual({ kind: 'notFound' });
    expect(await discard(place)).toEqual({ kind: 'notFound' });
  });

  it.each(['nobody set aside', 'nobody sends again', 'of another key'])(
    'is not taken by a message on the bus alone: one that asks for what was %s is set aside',
    async (what) => {
      await startEngine();
      const place = await putText('nonsense');
      await areAside(1);
      if (what === 'of another key') {
        for (const engine of engines) await engine.stop();
        await resend(place, deskOf(10));
        await put(encodeResend(place), 'OTHER');
        await startEngine();
      } else {
        await put(encodeResend(what === 'nobody set aside' ? { partition: 9, offset: 9 } : place));
      }
      await until(async () => {
        const { items } = await desk.list({ statuses: POISON_STATUSES, limit: 100 });
        return items.some(({ reason }) => reason.endsWith('which nobody has sent again'));
      });
    },
  );

  it('is listed page by page', async () => {
    await startEngine();
    const places: string[] = [];
    for (let index = 0; index < 7; index++) places.push(name(await putText(`nonsense ${index}`)));
    await areAside(7);
    await discard(placeOf(places[2] ?? '') ?? { partition: 0, offset: 0 });
    const pages: string[][] = [];
    let afterRevision: number | undefined;
    do {
      const page = await desk.list({
        statuses: UNSETTLED,
        limit: 2,
        ...(afterRevision === undefined ? {} : { afterRevision }),
      });
      pages.push(page.items.map(({ messageId }) => messageId));
      afterRevision = page.goOnAfter;
    } while (afterRevision !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 2]);
    expect(pages.flat()).toEqual(places.filter((_, index) => index !== 2));
  });
});
