import { loadBlocConfig, TokenIssuer } from '#platform';
import type { RunningVenue } from './exchange-process.js';
import { userWithRole, type TradableInstrument } from './sample-traders.js';
import { VenueClient } from './venue-client.js';

const TOKEN_SECONDS = 86_400;

/** Clients of one running exchange, one a user, with tokens of its local issuer. */
export class VenueSession {
  private readonly clients = new Map<string, VenueClient>();

  private constructor(
    private readonly exchange: RunningVenue,
    private readonly issuer: TokenIssuer,
  ) {}

  static async open(exchange: RunningVenue): Promise<VenueSession> {
    return new VenueSession(exchange, await TokenIssuer.open(exchange.dataDir));
  }

  token(userId: string): Promise<string> {
    return this.issuer.issue(userId, TOKEN_SECONDS);
  }

  /** The user's client, kept for the session. */
  async as(userId: string): Promise<VenueClient> {
    let client = this.clients.get(userId);
    if (client === undefined) {
      client = new VenueClient(this.exchange.url, await this.token(userId));
      this.clients.set(userId, client);
    }
    return client;
  }

  /** The regulator's verification of all that was recorded; true when it is equal. */
  async verifies(): Promise<boolean> {
    const regulator = await this.as(userWithRole('regulator'));
    const { status, body } = await regulator.post('/v1/audit/verify', {});
    return status < 300 && body.equal === true;
  }

  /**
   * Registers a certificate with as many lots as there can be, by an act of the authority.
   *
   * @returns its id.
   * @throws when a signature is refused.
   */
  async registerAmpleCertificate(instrument: TradableInstrument): Promise<string> {
    const certificateId = `AMPLE-${instrument.instrumentId}`;
    const known = loadBlocConfig('deploy/sample-bloc').certificates.find(
      (certificate) => certificate.certificateId === instrument.certificateId,
    );
    if (known === undefined)
      throw new Error(`${instrument.certificateId} is no certificate of the sample bloc`);
    const proposer = await this.as(userWithRole('proposer'));
    const proposed = await proposer.post('/v1/acts', {
      change: {
        type: 'registerCertificate',
        instrument: instrument.instrumentId,
        certificateId,
        originState: known.originState,
        mineral: known.mineral,
        productionStage: known.productionStage,
        nonBlocContentBasisPoints: 0,
        expiryTime: '2035-01-01T00:00:00Z',
        lots: 2_147_483_647,
      },
      reason: 'lots for a load',
    });
    const actId = String(proposed.body.actId);
    for (const index of [0, 1]) {
      const approver = await this.as(userWithRole('approver', index));
      const approved = await approver.post(`/v1/acts/${actId}/approve`);
      if (approved.status >= 300)
        throw new Error(`the act was not approved: ${JSON.stringify(approved.body)}`);
    }
    return certificateId;
  }

  async close(): Promise<void> {
    for (const client of this.clients.values()) await client.close();
    this.clients.clear();
  }
}
