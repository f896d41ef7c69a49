import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { ServiceName } from '#platform';

/** The service of each route; whatever is not here is of the desks' edge. */
const ROUTES: readonly (readonly [prefix: string, service: ServiceName])[] = [
  ['/v1/acts', 'policy'],
  ['/v1/clearing', 'settlement'],
  ['/v1/audit', 'audit'],
  ['/v1/poison', 'matching-engine'],
];

/** Of one connection, not of the message: whoever passes them on promises what only the other side's connection keeps. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
]);
/** Longer than any client of a run keeps a connection that it does not use: whoever closes first must be the client. */
const KEEP_ALIVE_TIMEOUT_MS = 3_600_000;

/** What stands before the services of one machine, so that they have one address: as a load balancer would. */
export class FrontDoor {
  private readonly server: Server;
  private turn = 0;

  /** @param ports - of each service's instances; requests go to them in turn. */
  constructor(private readonly ports: Readonly<Partial<Record<ServiceName, readonly number[]>>>) {
    this.server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS }, (incoming, answer) =>
      this.pass(incoming, answer),
    );
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { url: path = '/', method } = incoming;
    const headers = passedOn(incoming.headers);
    const outgoing = request({ host: '127.0.0.1', port: this.portOf(path), path, method, headers });
    outgoing.once('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, passedOn(response.headers));
      response.pipe(answer);
      response.on('error', () => answer.destroy());
    });
    outgoing.on('error', () => {
      // What the service made of the request is not known, so neither may the client be told that it failed.
      if (answer.headersSent) answer.destroy();
      else incoming.socket.destroy();
    });
    for (const side of [incoming, answer]) side.on('error', () => outgoing.destroy());
    answer.once('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }

  private portOf(path: string): number {
    const service = ROUTES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'order-intake';
    const ports = this.ports[service] ?? [];
    this.turn += 1;
    return ports[this.turn % ports.length] ?? 0;
  }
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.has(name)));
}
