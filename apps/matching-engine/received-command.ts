import { decodeCommand, type BookCommandBody, type Cause, type SubmittedCommand } from '#contracts';
import type { Message } from '#messaging';

/** What names of instruments are made of; a stream is named by them. */
const INSTRUMENT = /^[A-Z0-9][A-Z0-9-]{0,31}$/;

const CAUSES: Readonly<Record<Cause, true>> = { command: true, act: true, schedule: true };

/** What a body must at least hold for a book to judge it, and for a stream to be read by others afterwards. */
interface Form {
  readonly texts: readonly string[];
  readonly integers: readonly string[];
}

const BY_A_DESK = ['desk', 'memberState', 'trader'] as const;

const FORMS: Readonly<Record<BookCommandBody['kind'], Form>> = {
  placeOrder: {
    texts: [...BY_A_DESK, 'clientOrderId', 'side', 'orderType', 'timeInForce'],
    integers: ['quantityLots'],
  },
  amendOrder: { texts: BY_A_DESK, integers: ['order', 'expectedVersion'] },
  cancelOrder: { texts: BY_A_DESK, integers: ['order'] },
  massCancel: { texts: BY_A_DESK, integers: [] },
  cancelOnDisconnect: { texts: BY_A_DESK, integers: [] },
  applyAct: { texts: ['actId', 'proposer', 'reason'], integers: ['approvalNumber', 'effectiveMicros'] },
  withdrawAct: { texts: ['actId'], integers: [] },
  dropIdentifiers: { texts: [], integers: ['endedBeforeMicros'] },
};

/**
 * The command in a message, or the reason why there is none. What a body holds beyond its form is the book's to judge.
 */
export function receivedCommand(message: Message): SubmittedCommand | string {
  // What this very process sent need not be decoded, nor doubted.
  if (message.decoded !== undefined) return message.decoded as SubmittedCommand;
  try {
    const command = decodeCommand(message.value);
    return faultOf(command, message.key) ?? command;
  } catch (error) {
    return `not a command: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Senders are trusted to be right, not to be ours: anything may lie on a bus. */
function faultOf(command: SubmittedCommand, key: string): string | undefined {
  const { commandId, instrument, cause, actor, receiveMicros, body } = command;
  if (instrument !== key) return 'the key is not the instrument of the command';
  if (!INSTRUMENT.test(instrument)) return 'not a command: no such instrument can be';
  if (typeof commandId !== 'string' || typeof actor !== 'string') return 'not a command: it names nobody';
  if (!Number.isSafeInteger(receiveMicros)) return 'not a command: it has no receive time';
  if (!Object.hasOwn(CAUSES, cause)) return 'not a command: it has no cause';
  if (!Object.hasOwn(FORMS, body.kind)) return `not a command: no book takes ${body.kind}`;
  const { texts, integers } = FORMS[body.kind];
  const fields = new Map<string, unknown>(Object.entries(body));
  const missing =
    texts.find((name) => typeof fields.get(name) !== 'string') ??
    integers.find((name) => !Number.isSafeInteger(fields.get(name)));
  return missing === undefined ? undefined : `not a command: ${body.kind} without ${missing}`;
}
