import { createRequire } from 'node:module';
import type { ISocketFactory } from 'kafkajs';

const ownFactory = createRequire(import.meta.url)(
  'kafkajs/src/network/socketFactory.js',
) as () => ISocketFactory;

/**
 * Opens connections to brokers as kafkajs 2.2.4 does by itself. Its client lets go of a dead socket again with every try
 * while a broker is away, and node has a socket that is not connected wait for that each time: one listener more a try,
 * for as long as the broker is away. A socket that is gone needs no letting go.
 */
export function socketFactory(): ISocketFactory {
  const open = ownFactory();
  return (way) => {
    const socket = open(way);
    const unref = socket.unref.bind(socket);
    socket.unref = () => (socket.destroyed ? socket : unref());
    return socket;
  };
}
