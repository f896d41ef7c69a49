import { instrumentOfStream } from '#contracts';
import type { RecordedEvent } from '#event-store';
import type { NewMessage } from '#messaging';

/** Bytes to which a message may grow by another event; one event alone may be larger. */
export const MARKET_MESSAGE_BYTES = 64 * 1024;

const LINE_HEAD = Buffer.from('{"event":');
const LINE_FEED = 0x0a;

/**
 * The messages that publish these events, in their order. Events that follow each other in one book share a message, as far as
 * it may grow: the bus and whoever reads it spend more on a message than on an event.
 */
export function marketMessages(events: readonly RecordedEvent[]): NewMessage[] {
  const messages: NewMessage[] = [];
  let run: Line[] = [];
  let bytes = 0;
  const close = (): void => {
    const [first] = run;
    if (first !== undefined) messages.push(messageOf(first.event.stream, run, bytes));
    run = [];
    bytes = 0;
  };
  for (const event of events) {
    const line = lineOf(event);
    const last = run.at(-1)?.event;
    if (last !== undefined && (!follows(event, last) || bytes + 1 + line.bytes > MARKET_MESSAGE_BYTES))
      close();
    bytes += line.bytes + (run.length === 0 ? 0 : 1);
    run.push(line);
  }
  close();
  return messages;
}

/** One event as a line of its message: the stored bytes as they are, and where they stand. Canonical JSON, keys in order. */
interface Line {
  readonly event: RecordedEvent;
  readonly tail: string;
  readonly bytes: number;
}

function lineOf(event: RecordedEvent): Line {
  const { position, revision, version } = event;
  const stream = JSON.stringify(event.stream);
  const place = `"position":${position},"revision":${revision},"stream":${stream}`;
  const id = JSON.stringify(event.id);
  const tail = `,"id":${id},${place},"type":${JSON.stringify(event.type)},"version":${version}}`;
  return { event, tail, bytes: LINE_HEAD.length + event.data.length + Buffer.byteLength(tail) };
}

function follows(event: RecordedEvent, last: RecordedEvent): boolean {
  return event.stream === last.stream && event.revision === last.revision + 1;
}

function messageOf(stream: string, run: readonly Line[], bytes: number): NewMessage {
  const value = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const { event, tail } of run) {
    if (at > 0) value[at++] = LINE_FEED;
    at += LINE_HEAD.copy(value, at);
    value.set(event.data, at);
    at += event.data.length;
    at += value.write(tail, at);
  }
  return { key: instrumentOfStream(stream) ?? stream, value };
}
