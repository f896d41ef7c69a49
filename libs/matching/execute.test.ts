import { describe, expect, it } from '@jest/globals';
import type { SequencedCommand } from '#contracts';
import { BookScenario, bid } from '#testing';
import { InvariantViolation } from './invariant-violation.js';

describe('sequencing', () => {
  it('SEQ-3 book time is the writer’s clock, never less than the last one', () => {
    const venue = new BookScenario();
    const start = venue.nowMicros;
    venue.nowMicros = start + 10;
    venue.buy('b1', 1, 100);
    venue.nowMicros = start + 3;
    venue.buy('b2', 1, 100);
    venue.nowMicros = start + 11;
    venue.buy('b3', 1, 100);
    expect(venue.events.slice(-3).map(({ bookMicros }) => bookMicros - start)).toEqual([10, 10, 11]);
    expect(venue.events.at(-2)?.command).toMatchObject({ receiveMicros: start + 3, bookMicros: start + 10 });
  });

  it('SEQ-3 what fell due happens first, each as a command of its own, named as the schedule’s', () => {
    const venue = new BookScenario();
    const due = venue.nowMicros + 10;
    venue.act({ type: 'setReferencePrice', priceTicks: 77 }, { actId: 'act-x', effectiveMicros: due });
    venue.nowMicros = due + 5;
    expect(venue.buy('b1', 1, 100)).toEqual(['reference 77', 'accepted b1']);
    expect(venue.events.at(-2)).toMatchObject({
      bookMicros: due + 5,
      end: true,
      command: {
        commandId: 'due:NDPR-OXIDE:act-x',
        cause: 'schedule',
        bookMicros: due + 5,
        body: { kind: 'applyDueAct', actId: 'act-x', dueMicros: due },
      },
    });
    expect(venue.events.at(-2)?.command).not.toHaveProperty('source');
  });

  it('SEQ-3 in order of instant; at one instant acts in approval order, then certificates in order of registration', () => {
    const venue = new BookScenario();
    const due = venue.nowMicros + 10;
    const reference = (priceTicks: number, approvalNumber: number, effectiveMicros: number): void => {
      venue.act({ type: 'setReferencePrice', priceTicks }, { approvalNumber, effectiveMicros });
    };
    venue.certificate({ certificateId: 'C2', expiryMicros: due });
    venue.certificate({ certificateId: 'C1', expiryMicros: due });
    venue.certificate({ certificateId: 'C0', expiryMicros: due - 1 });
    reference(31, 31, due + 1);
    reference(22, 22, due);
    reference(21, 21, due);
    reference(13, 99, due - 2);
    venue.certificate({ certificateId: 'C3', expiryMicros: due + 1 });
    expect(venue.tickAt(due + 1)).toEqual([
      'reference 13',
      'certificate C0 expired',
      'reference 21',
      'reference 22',
      'certificate C2 expired',
      'certificate C1 expired',
      'reference 31',
      'certificate C3 expired',
    ]);
  });

  it('SEQ-3 at one instant acts, then certificates, then orders in entry order', () => {
    const venue = new BookScenario();
    const due = venue.nowMicros + 10;
    const untilDue = { timeInForce: 'gtd', expiryMicros: due } as const;
    venue.buy('b1', 1, 90, untilDue);
    venue.sell('s1', 1, 110, untilDue);
    venue.certificate({ certificateId: 'C1', expiryMicros: due });
    venue.sell('s2', 1, 110, { ...untilDue, certificateId: 'C1' });
    venue.buy('b2', 1, 91, untilDue);
    venue.act({ type: 'setReferencePrice', priceTicks: 77 }, { effectiveMicros: due });
    expect(venue.tickAt(due)).toEqual([
      'reference 77',
      'certificate C1 expired',
      'cancelled s2 1 CERTIFICATE_EXPIRED',
      'cancelled b1 1 EXPIRED',
      'cancelled s1 1 EXPIRED',
      'cancelled b2 1 EXPIRED',
    ]);
  });

  it('SEQ-3 a tick with nothing due leaves no event', () => {
    const venue = new BookScenario();
    const { sequence, bookMicros } = venue.book;
    expect(venue.tickAt(venue.nowMicros + 1_000_000)).toEqual([]);
    expect(venue.book).toMatchObject({ sequence, bookMicros });
  });

  it('SEQ-3 nothing is due before its instant', () => {
    const venue = new BookScenario();
    const due = venue.nowMicros + 10;
    venue.act({ type: 'setReferencePrice', priceTicks: 77 }, { effectiveMicros: due });
    expect(venue.tickAt(due - 1)).toEqual([]);
    expect(venue.book.nextDue(due - 1)).toBeUndefined();
    expect(venue.book.nextDue(due)).toMatchObject({ kind: 'applyDueAct', dueMicros: due });
  });

  it.each([
    ['book time going back', -1],
    ['book time that is no number', Number.NaN],
  ])('SEQ-3 a writer with %s is stopped', (_, offset) => {
    const venue = new BookScenario();
    expect(() => venue.book.step(command(venue.book.bookMicros + offset), () => undefined)).toThrow(
      InvariantViolation,
    );
  });

  it('SEQ-3 a writer that skips what fell due is stopped', () => {
    const venue = new BookScenario();
    const due = venue.nowMicros + 10;
    venue.act({ type: 'setReferencePrice', priceTicks: 77 }, { effectiveMicros: due });
    expect(() => venue.book.step(command(due), () => undefined)).toThrow(/SEQ-3/);
  });

  it('SEQ-1 a redelivered command is dropped by its recorded offset', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    const { book } = venue;
    expect(book.lastOffset(0)).toBeGreaterThan(0);
    expect(book.lastOffset(1)).toBe(-1);
  });
});

describe('acts', () => {
  it('SEQ-2 the same act again changes nothing and leaves no event', () => {
    const venue = new BookScenario();
    const act = venue.actOf({ type: 'setReferencePrice', priceTicks: 77 }, { actId: 'once' });
    expect(venue.send(act)).toEqual(['reference 77']);
    const sequence = venue.book.sequence;
    expect(venue.send(act)).toEqual([]);
    expect(venue.lastOutcome).toEqual({ kind: 'repeat', sequence });
  });

  it('SEQ-2 an act that was held, withdrawn or refused is known as well', () => {
    const venue = new BookScenario();
    const later = venue.nowMicros + 10;
    const held = venue.actOf(
      { type: 'setReferencePrice', priceTicks: 7 },
      { actId: 'h', effectiveMicros: later },
    );
    venue.send(held);
    expect(venue.send(held)).toEqual([]);
    venue.send({ kind: 'withdrawAct', actId: 'h' });
    expect(venue.send(held)).toEqual([]);
    const wrong = venue.actOf({ type: 'setReferencePrice', priceTicks: 0 }, { actId: 'w' });
    expect(venue.send(wrong)).toEqual(['refused MALFORMED']);
    expect(venue.send(wrong)).toEqual([]);
  });

  it('SEQ-2 housekeeping that makes no sense is refused', () => {
    const venue = new BookScenario();
    expect(venue.send({ kind: 'withdrawAct', actId: 'nobody' })).toEqual(['refused ACT_NOT_PENDING']);
    const step = (body: SequencedCommand['body']): unknown[] => {
      const told: unknown[] = [];
      venue.book.step({ ...command(venue.nowMicros), body }, (event) => told.push(event));
      return told;
    };
    const dueMicros = venue.nowMicros;
    expect(step({ kind: 'applyDueAct', actId: 'nobody', dueMicros })).toMatchObject([
      { type: 'ActRefused', code: 'ACT_NOT_PENDING' },
    ]);
    expect(step({ kind: 'expireCertificate', certificateId: 'Z', dueMicros })).toMatchObject([
      { type: 'CommandRefused', code: 'CERTIFICATE_NOT_FOUND' },
    ]);
    expect(step({ kind: 'expireCertificate', certificateId: 'KAZ-1', dueMicros })).toMatchObject([
      { type: 'CommandRefused', code: 'ACT_NOT_PENDING' },
    ]);
  });
});

function command(bookMicros: number): SequencedCommand {
  return {
    commandId: 'c',
    cause: 'command',
    actor: 'somebody',
    receiveMicros: 1,
    bookMicros,
    rulesVersion: 1,
    body: bid('b9', 1, 100),
  };
}
