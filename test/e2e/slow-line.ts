import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Detour } from '../kafka/kafka-broker.js';

/** The way between some services and the brokers: it can hold all bytes back for a while, and loses none of them. */
export class SlowLine {
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();
  private held: Promise<void> | undefined;
  private letGo: () => void = () => undefined;

  /** Stands in the detours of brokers. */
  static async open(detours: readonly Detour[]): Promise<SlowLine> {
    const line = new SlowLine();
    await Promise.all(detours.map((detour) => line.stand(detour)));
    return line;
  }

  /** From now on nothing arrives, in either direction, on old connections and new ones. */
  hold(): void {
    this.held ??= new Promise((resolve) => (this.letGo = resolve));
  }

  /** All that was held arrives, in order, and what comes after it. */
  release(): void {
    this.held = undefined;
    this.letGo();
  }

  async close(): Promise<void> {
    this.release();
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private async stand({ advertised, listener }: Detour): Promise<void> {
    const server = createServer((client) => {
      const broker = createConnection({ host: '127.0.0.1', port: listener });
      for (const socket of [client, broker]) {
        socket.setNoDelay(true);
        this.sockets.add(socket);
        socket.once('close', () => this.sockets.delete(socket));
      }
      // One end that is gone takes the other with it, as without anybody in between.
      pipeline(client, this.gate(), broker, this.gate(), client).catch(() => {
        client.destroy();
        broker.destroy();
      });
    });
    this.servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(advertised, '127.0.0.1', resolve);
    });
  }

  private gate(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, pass) => {
        void this.passed().then(() => pass(null, chunk));
      },
    });
  }

  private async passed(): Promise<void> {
    while (this.held !== undefined) await this.held;
  }
}
