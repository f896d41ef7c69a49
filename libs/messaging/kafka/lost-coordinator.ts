import { createRequire } from 'node:module';
import kafkajs from 'kafkajs';
import { guardMethod } from './guard-method.js';

const { KafkaJSConnectionError, KafkaJSProtocolError, KafkaJSRequestTimeoutError } = kafkajs;

interface Broker {
  readonly connectionPool: { readonly host: string; readonly port: number };
}

/** What of the client's group and offsets is touched here: the broker that coordinates them. */
interface Coordinated {
  readonly groupId: string;
  readonly cluster: { findGroupCoordinator(of: { readonly groupId: string }): Promise<Broker> };
  coordinator: Broker;
}

type Ask = (this: Coordinated, ...input: unknown[]) => Promise<unknown>;

/** What a broker answers that coordinates a group no more: on it the client looks for the one that does, and joins again. */
const NOT_COORDINATOR = { type: 'NOT_COORDINATOR_FOR_GROUP', code: 16, retriable: true };

/**
 * A member of kafkajs 2.2.4 whose group's coordinator is gone keeps asking that very broker, until it is back and says
 * itself that it coordinates nothing, or until half a minute of tries has passed. Meanwhile nobody commits, and to
 * whoever looks the group stands still. Here a coordinator that does not answer is taken for one that is none any more.
 *
 * One whose joining fails at the new coordinator, which still reads what it coordinates, goes on as a member there, for its
 * heartbeats are taken, and commits to the old one for ever. Here whoever is refused a commit looks for the coordinator.
 */
export function leaveLostCoordinators(): void {
  const require = createRequire(import.meta.url);
  const group = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: { heartbeat: Ask } };
  const offsets = require('kafkajs/src/consumer/offsetManager/index.js') as {
    prototype: { resolveOffsets: Ask; commitOffsets: Ask };
  };
  guardMethod(group.prototype, 'heartbeat', takeSilenceForAnswer);
  guardMethod(offsets.prototype, 'resolveOffsets', takeSilenceForAnswer);
  guardMethod(offsets.prototype, 'commitOffsets', lookForCoordinator);
}

function takeSilenceForAnswer(ask: Ask): Ask {
  return async function (...input) {
    try {
      return await ask.apply(this, input);
    } catch (error) {
      if (!isSilenceOf(this, error)) throw error;
      throw new KafkaJSProtocolError(Object.assign(new Error(error.message), NOT_COORDINATOR));
    }
  };
}

/** The client tries a commit again by itself. */
function lookForCoordinator(commit: Ask): Ask {
  return async function (...input) {
    try {
      return await commit.apply(this, input);
    } catch (error) {
      const isRefused = error instanceof KafkaJSProtocolError && error.type === NOT_COORDINATOR.type;
      if (isRefused || isSilenceOf(this, error)) {
        this.coordinator = await this.cluster.findGroupCoordinator({ groupId: this.groupId });
      }
      throw error;
    }
  };
}

/** Whether the coordinator could not be reached, or not in time; that another broker could not is no matter of the group. */
function isSilenceOf({ coordinator }: Coordinated, error: unknown): error is Error {
  const isSilence = error instanceof KafkaJSConnectionError || error instanceof KafkaJSRequestTimeoutError;
  const { host, port } = coordinator.connectionPool;
  return isSilence && error.broker === `${host}:${port}`;
}
