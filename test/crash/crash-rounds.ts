import { TokenIssuer } from '#platform';
import { ExchangeProcess } from '../support/exchange-process.js';
import { tradableInstruments, userWithRole } from '../support/sample-traders.js';
import { SeededRandom } from '../support/seeded-random.js';
import { VenueClient, type Answer } from '../support/venue-client.js';
import { checkHistory } from './check-history.js';
import { tradeUntil, type History } from './desk-load.js';

export interface CrashOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly onRound?: (round: number, acknowledged: number) => void;
}

export interface CrashReport {
  readonly rounds: number;
  readonly orders: number;
  readonly acknowledged: number;
  readonly stillUnknown: number;
  /** Orders of unknown outcome that were sent again after the restart. */
  readonly resent: number;
  readonly violations: readonly string[];
  /** Whether the regulator's verification found every book equal after the last round. */
  readonly replayEqual: boolean;
}

const DESKS = 6;
const CHECK_EVERY_ROUNDS = 10;

/** Rounds of load, SIGKILL at a random instant and restart, on one data directory. */
export async function runCrashRounds(options: CrashOptions): Promise<CrashReport> {
  const random = new SeededRandom(options.seed);
  const exchange = new ExchangeProcess();
  const history: History = { orders: [], cancels: [] };
  const violations: string[] = [];
  let resent = 0;
  try {
    await exchange.start();
    const issuer = await TokenIssuer.open(exchange.dataDir);
    const clientOf = async (userId: string): Promise<VenueClient> =>
      new VenueClient(exchange.url, await issuer.issue(userId, 86_400));
    const regulatorId = userWithRole('regulator');
    for (let round = 1; round <= options.rounds; round++) {
      await loadAndKill(exchange, clientOf, random, history);
      await exchange.start();
      resent += await resendUnknown(clientOf, history);
      if (round % CHECK_EVERY_ROUNDS === 0 || round === options.rounds) {
        const regulator = await clientOf(regulatorId);
        violations.push(...(await checkHistory(regulator, history)));
        await regulator.close();
      }
      options.onRound?.(round, acknowledgedOf(history));
      if (violations.length > 0) break;
    }
    const regulator = await clientOf(regulatorId);
    const replayEqual = isEqual(await regulator.post('/v1/audit/verify', {}));
    await regulator.close();
    const acknowledged = acknowledgedOf(history);
    const orders = history.orders.length;
    return {
      rounds: options.rounds,
      orders,
      acknowledged,
      stillUnknown: orders - acknowledged,
      resent,
      violations,
      replayEqual,
    };
  } finally {
    await exchange.dispose();
  }
}

async function loadAndKill(
  exchange: ExchangeProcess,
  clientOf: (userId: string) => Promise<VenueClient>,
  random: SeededRandom,
  history: History,
): Promise<void> {
  const instruments = tradableInstruments().slice(0, 4);
  const traders = instruments[0]?.traders.slice(0, DESKS) ?? [];
  let stopped = false;
  const clients = await Promise.all(traders.map(({ userId }) => clientOf(userId)));
  const load = traders.map(async (trader, index) => {
    const client = clients[index];
    if (client === undefined) return;
    const mayTrade = instruments.filter(({ traders: eligible }) =>
      eligible.some(({ desk }) => desk === trader.desk),
    );
    await tradeUntil(
      () => stopped,
      client,
      trader,
      mayTrade,
      new SeededRandom(random.integer(0, 2 ** 31)),
      history,
    );
  });
  await new Promise((resolve) => setTimeout(resolve, random.integer(20, 600)));
  await exchange.kill();
  stopped = true;
  await Promise.all(load);
  await Promise.all(clients.map((client) => client.close()));
}

/** As a desk would: what is unknown is asked again under the same clientOrderId, and must not make a second order. */
async function resendUnknown(
  clientOf: (userId: string) => Promise<VenueClient>,
  history: History,
): Promise<number> {
  const unknown = history.orders.filter(({ answer }) => answer === undefined);
  const traders = tradableInstruments().flatMap((instrument) => instrument.traders);
  const clients = new Map<string, VenueClient>();
  for (const order of unknown) {
    let client = clients.get(order.desk);
    if (client === undefined) {
      const trader = traders.find(({ desk }) => desk === order.desk);
      client = await clientOf(trader?.userId ?? '');
      clients.set(order.desk, client);
    }
    const answer = await client.post('/v1/orders', order.body);
    if (answer.status !== 202 && answer.status !== 503) order.answer = answer;
  }
  for (const client of clients.values()) await client.close();
  return unknown.length;
}

function acknowledgedOf(history: History): number {
  return history.orders.filter(({ answer }) => answer !== undefined).length;
}

function isEqual({ status, body }: Answer): boolean {
  return status < 300 && body.equal === true;
}
