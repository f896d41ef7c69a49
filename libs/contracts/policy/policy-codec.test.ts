import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { PolicyCommand, PolicyCommandBody, PolicyEvent } from './policy-event.js';
import { POLICY_EVENT_VERSION, decodePolicyEvent, encodePolicyEvent } from './policy-codec.js';

const micros = 1_795_392_000_000_000;

function command(body: PolicyCommandBody): PolicyCommand {
  return {
    commandId: '0d6c6e0a-3f5c-4a55-9d55-0f8b8a5f0a01',
    cause: body.kind === 'foundAct' || body.kind === 'concludeFounding' ? 'act' : 'command',
    actor: 'anna',
    roles: ['proposer'],
    receiveMicros: micros - 5,
    recordedMicros: micros,
    rulesVersion: 1,
    body,
  };
}

const floor = { type: 'setFloor', instrument: 'NDPR-OXIDE', price: '120.00' } as const;
const header = { recordedMicros: micros, actor: 'anna', cause: 'command' } as const;

/** One of each event type in version 1, as the first product wrote them. */
const samples: PolicyEvent[] = [
  {
    ...header,
    sequence: 1,
    command: command({ kind: 'proposeAct', change: floor, effectiveMicros: micros + 9, reason: 'märket' }),
    end: true,
    type: 'ActProposed',
    actId: 'ACT-1',
    change: floor,
    effectiveMicros: micros + 9,
    reason: 'märket',
    proposer: 'anna',
    approvalsNeeded: 2,
    approverRole: 'approver',
  },
  {
    ...header,
    sequence: 2,
    command: command({ kind: 'approveAct', actId: 'ACT-1' }),
    type: 'ActApproved',
    actId: 'ACT-1',
    approver: 'ben',
  },
  {
    ...header,
    sequence: 3,
    end: true,
    type: 'ActDecided',
    actId: 'ACT-1',
    approvalNumber: 1,
    books: [{ instrument: 'NDPR-OXIDE', change: { type: 'setFloor', floorVersion: 2, priceTicks: 12_000 } }],
  },
  {
    ...header,
    sequence: 4,
    command: command({ kind: 'withdrawAct', actId: 'ACT-1' }),
    end: true,
    type: 'ActWithdrawn',
    actId: 'ACT-1',
    withdrawnBy: 'anna',
  },
  {
    ...header,
    sequence: 5,
    command: command({ kind: 'withdrawAct', actId: 'ACT-1' }),
    end: true,
    type: 'ActRequestRefused',
    code: 'ACT_NOT_OPEN',
    details: { actId: 'ACT-1', state: 'withdrawn' },
  },
  {
    ...header,
    sequence: 6,
    cause: 'act',
    command: command({ kind: 'concludeFounding' }),
    end: true,
    type: 'FoundingConcluded',
    acts: 1,
  },
];

const golden = readFileSync(join(import.meta.dirname, 'policy-events-v1.golden.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');

describe('stored acts of policy', () => {
  it.each(samples.map((event, index) => [event.type, event, golden[index]] as const))(
    'INV-6 %s keeps its bytes of version 1',
    (type, event, line) => {
      const encoded = encodePolicyEvent(event);
      expect(`${encoded.type} ${encoded.version} ${new TextDecoder().decode(encoded.data)}`).toBe(line);
      expect(decodePolicyEvent(type, 1, encoded.data)).toEqual(event);
    },
  );

  it('INV-6 has a golden for every event and none besides', () => {
    expect(golden).toHaveLength(samples.length);
  });

  it('refuses a version of a later product by name', () => {
    const { data } = encodePolicyEvent(samples[0]!);
    expect(() => decodePolicyEvent('ActProposed', POLICY_EVENT_VERSION + 1, data)).toThrow(
      'this build reads 1',
    );
  });
});
