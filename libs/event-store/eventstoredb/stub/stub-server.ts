import { once } from 'node:events';
import {
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  Server,
  ServerCredentials,
  status,
} from '@grpc/grpc-js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { AppendReq, AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { StubLog } from './log.js';
import {
  appendMessage,
  appendOf,
  appendTooLarge,
  confirmation,
  eventMessage,
  serviceError,
  sizeOf,
  streamNotFound,
} from './messages.js';
import { readAll, readStream, RefusedPosition, wantedBy } from './reads.js';

/**
 * What becomes of one append:
 * - `loseAnswer`: written, and the call broken off before the answer;
 * - `writeLater`: the call broken off, and written a moment after;
 * - `hang`: written, and never answered;
 * - `notReady`: not written, and the server says so;
 * - `breakOff`: the call broken off, and never written;
 * - `noPosition`: written, and answered without a position.
 */
export type AppendFault = 'loseAnswer' | 'writeLater' | 'hang' | 'notReady' | 'breakOff' | 'noPosition';

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** How long after the call was broken off a late append is written, in milliseconds. */
const LATE_MS = 60;

/**
 * A server of the protocol's own definitions, in this process, with streams in memory and faults on demand.
 *
 * It shows what the adapter does when a server behaves so; only a real server shows that servers do.
 */
export class StubServer {
  readonly log = new StubLog();
  /** Faults of the next appends, first to last; then all go well. */
  readonly appendFaults: AppendFault[] = [];
  /** What one append may hold, as a server counts. */
  appendBytesMax = 1_048_576;
  /** Whether reads and subscriptions are taken and not answered. */
  silent = false;
  /** Calls that no adapter should make: over the one stream that all appends would share. */
  batchAppends = 0;
  /** Names of the metadata of the last append. */
  lastAppendHeaders: Record<string, unknown> = {};
  readonly #subscriptions = new Set<ReadCall>();
  #server: Server | undefined;
  #port = 0;

  /** Listens on a free port of this machine, or again on the port it had. */
  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    server.addService(streamsService.StreamsService, {
      read: (call: ReadCall) => this.#read(call),
      append: (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>) => {
        void this.#append(call, answer);
      },
      batchAppend: (call: ServerDuplexStream<unknown, unknown>) => {
        this.batchAppends++;
        call.emit('error', serviceError(status.UNIMPLEMENTED, 'not in the stub'));
      },
    });
    server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (_: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) =>
        answer(null, supportedMethods()),
    });
    this.#port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.#port}`, ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(port);
        else reject(error);
      });
    });
    this.#server = server;
  }

  get connectionString(): string {
    return `esdb://127.0.0.1:${this.#port}?tls=false`;
  }

  /** Breaks every connection and listens no more; the log stays. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
    this.#subscriptions.clear();
  }

  get subscriptions(): number {
    return this.#subscriptions.size;
  }

  /** Ends the subscriptions, with an error or without. */
  dropSubscriptions(how: 'end' | 'error'): void {
    for (const call of this.#subscriptions) {
      if (how === 'end') call.end();
      else call.emit('error', serviceError(status.UNAVAILABLE, 'the node goes down'));
    }
    this.#subscriptions.clear();
  }

  #read(call: ReadCall): void {
    const options = call.request.getOptions();
    if (options === undefined) throw new Error('a read without options');
    if (this.silent) return;
    if (options.hasSubscription()) {
      void this.#follow(call).catch(refuse(call));
      return;
    }
    void this.#answerRead(call).catch(refuse(call));
  }

  async #answerRead(call: ReadCall): Promise<void> {
    const options = call.request.getOptions();
    if (options === undefined) return;
    const records = options.hasStream() ? readStream(this.log, options) : readAll(this.log, options);
    if (records === undefined) {
      const name = options.getStream()?.getStreamIdentifier()?.getStreamName_asU8() ?? [];
      call.write(streamNotFound(Buffer.from(name).toString('utf8')));
    }
    for (const record of records ?? []) {
      if (call.cancelled) return;
      if (!call.write(eventMessage(record))) await nextChance(call);
    }
    call.end();
  }

  async #follow(call: ReadCall): Promise<void> {
    const options = call.request.getOptions();
    if (options === undefined) return;
    const wanted = wantedBy(this.log, options);
    this.#subscriptions.add(call);
    call.on('cancelled', () => {
      this.#subscriptions.delete(call);
      this.log.news.emit('appended');
    });
    call.write(confirmation('stub'));
    for (let index = wanted.index; this.#subscriptions.has(call);) {
      const record = this.log.records[index];
      if (record === undefined) {
        await once(this.log.news, 'appended');
        continue;
      }
      index++;
      if (wanted.matches(record) && !call.write(eventMessage(record))) await nextChance(call);
    }
  }

  async #append(
    call: ServerReadableStream<AppendReq, AppendResp>,
    answer: sendUnaryData<AppendResp>,
  ): Promise<void> {
    this.lastAppendHeaders = call.metadata.getMap();
    const { stream, expectedRevision, events } = await appendOf(call);
    if (events.reduce((sum, event) => sum + sizeOf(event), 0) > this.appendBytesMax) {
      answer(appendTooLarge(this.appendBytesMax));
      return;
    }
    const write = (): AppendResp =>
      appendMessage(this.log.append(stream, expectedRevision, events), expectedRevision);
    this.#answerAppend(this.appendFaults.shift(), write, answer);
  }

  #answerAppend(
    fault: AppendFault | undefined,
    write: () => AppendResp,
    answer: sendUnaryData<AppendResp>,
  ): void {
    const brokenOff = serviceError(status.UNAVAILABLE, 'Connection dropped');
    switch (fault) {
      case undefined:
        answer(null, write());
        break;
      case 'noPosition': {
        const response = write();
        response.getSuccess()?.clearPosition();
        answer(null, response);
        break;
      }
      case 'loseAnswer':
        write();
        answer(brokenOff);
        break;
      case 'hang':
        write();
        break;
      case 'writeLater':
        answer(brokenOff);
        setTimeout(write, LATE_MS);
        break;
      case 'breakOff':
        answer(brokenOff);
        break;
      case 'notReady':
        answer(serviceError(status.UNAVAILABLE, 'Server Is Not Ready'));
        break;
    }
  }
}

function refuse(call: ReadCall): (error: unknown) => void {
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof RefusedPosition)) throw error;
    call.emit('error', serviceError(status.UNKNOWN, `Unexpected ReadAllResult: Error (${message})`));
  };
}

/** Until the receiver takes more, or has gone. */
function nextChance(call: ReadCall): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      call.off('drain', go);
      call.off('cancelled', go);
      resolve();
    };
    call.on('drain', go);
    call.on('cancelled', go);
  });
}

/** What servers say of themselves: also that appends could share one stream. */
function supportedMethods(): InstanceType<typeof features.SupportedMethods> {
  const answer = new features.SupportedMethods();
  answer.setEventStoreServerVersion('23.10.0');
  const method = new features.SupportedMethod();
  method.setServiceName('event_store.client.streams.streams');
  method.setMethodName('batchappend');
  answer.addMethods(method);
  return answer;
}
