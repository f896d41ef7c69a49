import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clearingStateHash } from '#clearing';
import { CLEARING_STREAM, encodeClearingEvent, encodePolicyEvent, POLICY_STREAM } from '#contracts';
import { NO_STREAM, type NewEvent } from '#event-store';
import { BlocScenario, ClearingScenario, floorOf, openTemporaryStore, type TemporaryStore } from '#testing';
import { bookEventId, verifyStreams, type StreamVerification } from './index.js';

interface Encoded {
  readonly type: string;
  readonly version: number;
  readonly data: Uint8Array;
}

let temporary: TemporaryStore;
beforeEach(async () => {
  temporary = await openTemporaryStore();
});
afterEach(() => temporary.close());

function stored(stream: string, events: readonly Encoded[]): NewEvent[] {
  return events.map(({ type, version, data }, index) => ({
    id: bookEventId(stream, index + 1, type, version, data),
    type,
    version,
    data,
  }));
}

/** The event with other contents, and the id that fits them. */
function rewritten(event: Encoded, from: string, to: string): Encoded {
  const text = new TextDecoder().decode(event.data);
  expect(text).toContain(from);
  return { ...event, data: new TextEncoder().encode(text.replace(from, to)) };
}

function policyEvents(): Encoded[] {
  const bloc = BlocScenario.founded();
  const [proposed] = bloc.run('paul', ['proposer'], {
    kind: 'proposeAct',
    change: floorOf('NDPR-OXIDE', '120'),
    reason: 'why',
  });
  const actId = proposed?.type === 'ActProposed' ? proposed.actId : '';
  for (const user of ['anna', 'ben']) bloc.run(user, ['approver'], { kind: 'approveAct', actId });
  return bloc.events.map(encodePolicyEvent);
}

function settledDay(): ClearingScenario {
  const clearing = new ClearingScenario();
  clearing.deposit('a', 100);
  clearing.deposit('b', 250);
  clearing.receive('a', 5);
  return clearing;
}

async function verify(
  policy: readonly NewEvent[],
  clearing: readonly NewEvent[],
): Promise<readonly StreamVerification[]> {
  if (policy.length > 0) await temporary.store.append(POLICY_STREAM, NO_STREAM, policy);
  if (clearing.length > 0) await temporary.store.append(CLEARING_STREAM, NO_STREAM, clearing);
  return verifyStreams(temporary.store);
}

describe('verification of policy and clearing', () => {
  it('AUDT-3 finds equal what their writers wrote, down to the state hash', async () => {
    const day = settledDay();
    const [policy, clearing] = await verify(
      stored(POLICY_STREAM, policyEvents()),
      stored(CLEARING_STREAM, day.events.map(encodeClearingEvent)),
    );
    expect(policy).toMatchObject({ stream: 'policy', equal: true, events: policyEvents().length });
    expect(clearing).toEqual({
      stream: 'clearing',
      commands: 3,
      events: day.events.length,
      equal: true,
      stateHash: clearingStateHash(day.state),
    });
  });

  it('AUDT-3 finds empty streams equal', async () => {
    expect(await verify([], [])).toMatchObject([
      { equal: true, events: 0 },
      { equal: true, events: 0 },
    ]);
  });

  it('AUDT-3 names an amount that was changed with the id that fits it', async () => {
    const events = settledDay().events.map(encodeClearingEvent);
    const changed = events.map((event, index) =>
      index === 1 ? rewritten(event, '"amount":"250"', '"amount":"999"') : event,
    );
    const [, clearing] = await verify([], stored(CLEARING_STREAM, changed));
    expect(clearing).toMatchObject({
      equal: false,
      commands: 1,
      difference: { kind: 'event', sequence: 2 },
    });
    expect(clearing?.difference?.message).toBe(
      'the CashDeposited that is stored is not the one that re-running gives: amount is "999", re-running gives "250"',
    );
  });

  it('AUDT-3 names a signature that was taken out of an act', async () => {
    const events = policyEvents();
    const second = events.map(({ type }) => type).lastIndexOf('ActApproved');
    const [policy] = await verify(stored(POLICY_STREAM, events.toSpliced(second, 1)), []);
    expect(policy).toMatchObject({ equal: false, difference: { sequence: second + 1 } });
  });

  it('AUDT-3 names an event whose id does not fit it', async () => {
    const events = stored(CLEARING_STREAM, settledDay().events.map(encodeClearingEvent));
    const id = '00000000-0000-5000-8000-000000000000';
    const [, clearing] = await verify([], [...events.slice(0, -1), { ...events.at(-1)!, id }]);
    expect(clearing?.difference).toMatchObject({ kind: 'eventId', sequence: events.length });
  });
});
