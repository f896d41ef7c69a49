import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { AppendReq, AppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendOutcome, LogRecord, ProposedEvent } from './log.js';

/** An error as a server tells it: a status, and the name of what went wrong among the trailers. */
export function serviceError(
  code: status,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

/** An event in the server's words. */
export function eventMessage(record: LogRecord): ReadResp {
  const offset = String(record.offset);
  const event = new streams.ReadResp.ReadEvent.RecordedEvent();
  event.setId(new shared.UUID().setString(record.id));
  event.setStreamIdentifier(identifier(record.stream));
  event.setStreamRevision(String(record.revision));
  event.setCommitPosition(offset);
  event.setPreparePosition(offset);
  const words = wordsOf(event);
  words.set('type', record.type);
  words.set('content-type', record.contentType);
  words.set('created', '17000000000000000');
  event.setCustomMetadata(record.metadata);
  event.setData(record.data);
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(event);
  read.setCommitPosition(offset);
  const response = new streams.ReadResp();
  response.setEvent(read);
  return response;
}

/** The answer to a read of a stream that is not there. */
export function streamNotFound(stream: string): ReadResp {
  const notFound = new streams.ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(identifier(stream));
  const response = new streams.ReadResp();
  response.setStreamNotFound(notFound);
  return response;
}

/** The first message of a subscription. */
export function confirmation(id: string): ReadResp {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(id);
  const response = new streams.ReadResp();
  response.setConfirmation(confirmed);
  return response;
}

function proposedEvent(request: AppendReq): ProposedEvent | undefined {
  const message = request.getProposedMessage();
  if (message === undefined) return undefined;
  const words = wordsOf(message);
  return {
    id: message.getId()?.getString() ?? '',
    type: words.get('type') ?? '',
    contentType: words.get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** A whole append, taken from the messages that it comes in. */
export async function appendOf(
  messages: AsyncIterable<AppendReq>,
): Promise<{ stream: string; expectedRevision: number; events: ProposedEvent[] }> {
  let stream = '';
  let expectedRevision = NaN;
  const events: ProposedEvent[] = [];
  for await (const message of messages) {
    const options = message.getOptions();
    if (options !== undefined) {
      stream = Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
      expectedRevision = options.hasNoStream() ? -1 : Number(options.getRevision());
    }
    const event = proposedEvent(message);
    if (event !== undefined) events.push(event);
  }
  return { stream, expectedRevision, events };
}

/** What a server counts of an event against its largest append. */
export function sizeOf(event: ProposedEvent): number {
  return event.data.length + event.metadata.length + 2 * event.type.length;
}

/** The answer to an append that is too large. */
export function appendTooLarge(bytesMax: number): ServiceError {
  return serviceError(status.INVALID_ARGUMENT, `Maximum Append Size of ${bytesMax} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(bytesMax),
  });
}

/** The answer to an append. */
export function appendMessage(outcome: AppendOutcome, expectedRevision: number): AppendResp {
  const response = new streams.AppendResp();
  if (outcome.kind === 'wrongRevision') {
    const wrong = new streams.AppendResp.WrongExpectedVersion();
    if (expectedRevision < 0) wrong.setExpectedNoStream(new shared.Empty());
    else wrong.setExpectedRevision(String(expectedRevision));
    if (outcome.currentRevision < 0) wrong.setCurrentNoStream(new shared.Empty());
    else wrong.setCurrentRevision(String(outcome.currentRevision));
    response.setWrongExpectedVersion(wrong);
    return response;
  }
  const position = new streams.AppendResp.Position();
  position.setCommitPosition(String(outcome.last.offset));
  position.setPreparePosition(String(outcome.last.offset));
  const success = new streams.AppendResp.Success();
  success.setCurrentRevision(String(outcome.last.revision));
  success.setPosition(position);
  response.setSuccess(success);
  return response;
}

/** What a message says of its event beside the data. */
interface Words {
  get(name: string): string | undefined;
  set(name: string, value: string): unknown;
}

function wordsOf(message: { getMetadataMap(): Words }): Words {
  return message.getMetadataMap();
}

function identifier(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  const message = new shared.StreamIdentifier();
  message.setStreamName(new Uint8Array(Buffer.from(stream, 'utf8')));
  return message;
}
