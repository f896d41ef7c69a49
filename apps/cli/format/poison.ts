import { indent } from './order.js';
import { fields, oneLine, type Column } from './table.js';
import { groupDigits, instant, words } from './words.js';

/** A message that was set aside, as the venue reports it. */
export interface PoisonMessage {
  readonly messageId: string;
  readonly status: string;
  readonly key: string;
  readonly reason: string;
  readonly setAsideTime?: string;
  readonly resendOf?: string;
  readonly command?: {
    readonly commandId: string;
    readonly kind: string;
    readonly actor: string;
    readonly desk?: string;
    readonly clientOrderId?: string;
  };
  readonly fault?: string;
  readonly decision?: { readonly actor: string; readonly reason: string; readonly time: string };
  readonly takenAs?: string;
  readonly setAsideAgain?: boolean;
  readonly valueBytes: number;
  /** Of one message alone, where it is UTF-8. */
  readonly text?: string;
}

const REASON_CHARACTERS_SHOWN = 60;
const TEXT_CHARACTERS_SHOWN = 4_000;

/** Columns of a list of messages. */
export const POISON_COLUMNS: readonly Column<PoisonMessage>[] = [
  { title: 'message', value: ({ messageId }) => messageId },
  { title: 'status', value: ({ status }) => words(status) },
  { title: 'key', value: ({ key }) => key },
  { title: 'command', value: ({ command }) => command && words(command.kind) },
  { title: 'desk', value: ({ command }) => command?.desk },
  { title: 'set aside (UTC)', value: ({ setAsideTime }) => instant(setAsideTime) },
  { title: 'because', value: ({ reason }) => cut(reason, REASON_CHARACTERS_SHOWN) },
];

/** One message: why it was set aside, what it says, what was decided about it. */
export function poisonText(message: PoisonMessage): string {
  const { messageId, status, key, reason, resendOf, command, fault, decision, text } = message;
  const body = fields([
    ['because', reason],
    ['key', key],
    ['set aside', instant(message.setAsideTime)],
    ['resend of', resendOf],
    ['command', command && `${words(command.kind)} ${command.commandId} by ${command.actor}`],
    ['desk', command?.desk],
    ['client id', command?.clientOrderId],
    ['still wrong', fault],
    ['decided', decision && `${instant(decision.time)} by ${decision.actor}: ${decision.reason}`],
    ['taken as', message.takenAs],
    ['bytes', groupDigits(String(message.valueBytes))],
    ['says', text === undefined ? undefined : cut(text, TEXT_CHARACTERS_SHOWN)],
  ]);
  const again = message.setAsideAgain === true ? `, and set aside again as ${message.takenAs ?? '?'}` : '';
  return `${oneLine(messageId)}: ${words(status)}${again}\n${indent(body)}`;
}

function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}
