import kafkajs from 'kafkajs';
import { MessageBusError } from '../port.js';

// Node finds no named export behind the spread that this CommonJS module lists its errors with.
const { KafkaJSError, KafkaJSProtocolError } = kafkajs;

/** A commit that failed so belongs to a member that no longer owns the partition (or the group is being shared out anew). */
const OWNERSHIP_LOST = new Set([
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'REBALANCE_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
]);

/** Whether the broker refused because the partition is another member's now, or will be. */
export function isOwnershipLost(error: unknown): boolean {
  return OWNERSHIP_LOST.has(protocolTypeOf(error) ?? '');
}

/** Whether the broker says that there is no such topic or partition. */
export function isUnknownTopic(error: unknown): boolean {
  return protocolTypeOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** Whether the broker says that there is such a topic already. */
export function isKnownTopic(error: unknown): boolean {
  return protocolTypeOf(error) === 'TOPIC_ALREADY_EXISTS';
}

/** What the client's error is in the words of the port: what does not name the topic is worth another try. */
export function toBusError(error: unknown, what: string): MessageBusError {
  if (error instanceof MessageBusError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = isUnknownTopic(error) ? 'UNKNOWN_TOPIC' : 'UNAVAILABLE';
  return new MessageBusError(code, `${what}: ${reason}`, { cause: error });
}

/** The broker's own name of an error, looked for under the client's wrappings (retries, aggregates). */
function protocolTypeOf(error: unknown): string | undefined {
  for (let inner = error, depth = 0; inner instanceof Error && depth < 5; depth++) {
    if (inner instanceof KafkaJSProtocolError) return inner.type;
    const aggregated: unknown = Reflect.get(inner, 'errors');
    inner = Array.isArray(aggregated) ? aggregated[0] : (inner.cause ?? originalOf(inner));
  }
  return undefined;
}

function originalOf(error: Error): unknown {
  return error instanceof KafkaJSError ? Reflect.get(error, 'originalError') : undefined;
}
