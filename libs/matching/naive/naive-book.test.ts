import { describe, expect, it } from '@jest/globals';
import type { BookEvent } from '#contracts';
import { BookScenario, bid } from '#testing';
import { RULES_VERSION } from '../rules-version.js';
import { createNaiveBook } from './naive-book.js';

describe('the naive book', () => {
  it('SEQ-1 counts from 1 without a gap, the events of one command together', () => {
    const venue = new BookScenario();
    venue.sell('s1', 1, 100);
    venue.sell('s2', 1, 101);
    const before = venue.events.length;
    venue.buy('b1', 3, 101, { timeInForce: 'ioc' });
    expect(venue.events.map(({ sequence }) => sequence)).toEqual(venue.events.map((_, index) => index + 1));
    const events = venue.events.slice(before);
    expect(events.map(({ type }) => type)).toEqual(['OrderAccepted', 'Traded', 'Traded', 'OrderCancelled']);
    expect(events.map(({ command }) => command !== undefined)).toEqual([true, false, false, false]);
    expect(events.map(({ end }) => end)).toEqual([undefined, undefined, undefined, true]);
  });

  it('SEQ-1 the first event holds the whole input: times, source, version of the rules', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    expect(venue.events.at(-1)).toEqual({
      sequence: venue.book.sequence,
      bookMicros: venue.nowMicros,
      type: 'OrderAccepted',
      end: true,
      command: {
        commandId: expect.any(String),
        cause: 'command',
        actor: 'somebody',
        receiveMicros: venue.nowMicros,
        bookMicros: venue.nowMicros,
        source: { partition: 0, offset: expect.any(Number) },
        rulesVersion: RULES_VERSION,
        body: bid('b1', 1, 100),
      },
    });
  });

  it('SEQ-1 a redelivered command is dropped by its offset, after a replay too', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    const book = createNaiveBook(venue.book.instrumentId);
    for (const event of venue.events) book.apply(event);
    expect(book.lastOffset(0)).toBe(venue.book.lastOffset(0));
    expect(book.lastOffset(7)).toBe(-1);
  });

  it('SEQ-2 begins empty, closed and unconfigured', () => {
    const book = createNaiveBook('X');
    expect(book).toMatchObject({ instrumentId: 'X', sequence: 0, bookMicros: 0, phase: 'closed' });
    expect(book.instrument).toBeUndefined();
    expect(book.stateText()).toBe(
      '["book",1,"X",0,0,"closed"]\n["instrument",null]\n["floor",null,null]\n["reference",null,null]\n["indicative",null,0]\n',
    );
    expect(book.stateHash()).toBe('0761cc3d67ecf288efac060d300398d5d565db204bab7e5c98e74c9b37b2f20b');
  });

  it('SEQ-2 writes its state in the one form that README.md defines', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100, referenceTicks: 101 });
    venue.sell('s1', 3, 100, { onFloorRaise: 'reprice' });
    venue.buy('b1', 2, undefined, { protectionLimitTicks: 102, timeInForce: 'gtc', account: 'client' });
    venue.buy('b2', 1, 99, { desk: 'obs-1' });
    const effectiveMicros = venue.nowMicros + 1;
    venue.act(
      { type: 'setReferencePrice', priceTicks: 9 },
      { actId: 'later', approvalNumber: 9, effectiveMicros },
    );
    const lines = venue.book.stateText().split('\n');
    const of = (kind: string): string[] => lines.filter((line) => line.startsWith(`["${kind}"`));
    const now = venue.nowMicros;
    expect(of('indicative')).toEqual(['["indicative",100,2]']);
    expect(of('heldAct')).toEqual([
      `["heldAct",30,{"actId":"later","approvalNumber":9,"approvers":["approver-1","approver-2"],"change":{"priceTicks":9,"type":"setReferencePrice"},"effectiveMicros":${effectiveMicros},"kind":"applyAct","proposer":"proposer","reason":"a reason"}]`,
    ]);
    expect(of('order')).toEqual([
      '["order",24,{"clientOrderId":"s1","desk":"kaz-1","memberState":"KAZ","orderType":"limit","side":"sell","timeInForce":"day","trader":"kaz-1-trader"},{"certificateId":"KAZ-1","onFloorRaise":"reprice","priceTicks":100},{"cancelledLots":0,"filledLots":0,"leavesLots":3,"priority":24,"quantityLots":3,"version":1}]',
      '["order",26,{"clientOrderId":"b1","desk":"aus-1","memberState":"AUS","orderType":"market","side":"buy","timeInForce":"gtc","trader":"aus-1-trader"},{"account":"client","onFloorRaise":"cancel","protectionLimitTicks":102},{"cancelledLots":0,"filledLots":0,"leavesLots":2,"priority":26,"quantityLots":2,"version":1}]',
    ]);
    expect(of('identifier').at(-1)).toBe(
      `["identifier",29,${now},{"clientOrderId":"b2","desk":"obs-1","kind":"placeOrder","memberState":"OBS","orderType":"limit","priceTicks":99,"quantityLots":1,"side":"buy","timeInForce":"day","trader":"obs-1-trader"}]`,
    );
    expect(of('certificate')[0]).toBe(
      `["certificate","KAZ-1",{"expiryMicros":${now * 2},"mineral":"NdPr","nonBlocContentBasisPoints":0,"originState":"KAZ","productionStage":"separatedOxide"},{"consumedLots":0,"expired":false,"lots":1000000,"pledgedLots":3,"withdrawn":false}]`,
    );
    expect(venue.book.stateHash()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('ORDR-2 shows its depth best first, bids below the floor included, market orders left out', () => {
    const venue = new BookScenario({ phase: 'preOpen', floorTicks: 100 });
    venue.buy('b1', 2, 99);
    venue.buy('b2', 3, 101);
    venue.buy('b3', 4, 101);
    venue.buy('b4', 5);
    venue.sell('s1', 6, 103);
    venue.sell('s2', 7, 102);
    expect(venue.book.depth('buy', 10)).toEqual([
      { priceTicks: 101, quantityLots: 7, displayedLots: 7, orders: 2 },
      { priceTicks: 99, quantityLots: 2, displayedLots: 2, orders: 1 },
    ]);
    expect(venue.book.depth('sell', 1)).toEqual([
      { priceTicks: 102, quantityLots: 7, displayedLots: 7, orders: 1 },
    ]);
  });

  it('SEQ-5 lists a desk’s orders, and all of them, in entry order', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    venue.buy('b2', 1, 101, { desk: 'aus-2' });
    venue.buy('b3', 1, 102);
    venue.amend('b1', { priceTicks: 99 });
    const ids = (orders: Iterable<{ clientOrderId: string }>): string[] =>
      [...orders].map((order) => order.clientOrderId);
    expect(ids(venue.book.liveOrders())).toEqual(['b1', 'b2', 'b3']);
    expect(ids(venue.book.ordersOfDesk('aus-1'))).toEqual(['b1', 'b3']);
    expect(ids(venue.book.ordersOfDesk('nobody'))).toEqual([]);
  });

  it('INV-6 the sink is given each event once, and a book rebuilt from them is the same', () => {
    const venue = new BookScenario({ floorTicks: 90 });
    venue.sell('s1', 5, 100);
    venue.buy('b1', 3, 100);
    venue.amend('s1', { priceTicks: 99 });
    venue.floor(120);
    const book = createNaiveBook(venue.book.instrumentId);
    const stored: BookEvent[] = venue.events;
    for (const event of stored) book.apply(event);
    expect(book.stateHash()).toBe(venue.book.stateHash());
    expect(book.identifier('kaz-1', 's1')?.endedMicros).toBe(venue.nowMicros);
    expect([...book.positions()]).toEqual([
      { memberState: 'AUS', desk: 'aus-1', positionLots: 3 },
      { memberState: 'KAZ', desk: 'kaz-1', positionLots: -3 },
    ]);
  });
});
