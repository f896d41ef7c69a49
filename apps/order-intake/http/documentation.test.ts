import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IntakeVenue, OFFER } from '../../../test/support/intake-venue.js';

interface Schema {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}
type Examples = Readonly<Record<string, { readonly value: Readonly<Record<string, unknown>> }>>;
interface Operation {
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly examples: Examples } };
  };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

describe('what the OpenAPI document says of a desk', () => {
  let venue: IntakeVenue;
  let document: Document;
  beforeAll(async () => {
    venue = await IntakeVenue.open();
    document = (await venue.get<Document>('aus', '/openapi.json')).body;
    // The stop of the examples waits for a lower trade than the last one.
    await venue.place('kaz', 'last-sell', { ...OFFER, price: '112.00', quantityLots: 1 });
    await venue.place('aus', 'last-buy', { price: '112.00', quantityLots: 1 });
  });
  afterAll(() => venue.close());

  const examplesOf = (path: string, method: string): Record<string, unknown>[] => {
    const examples = document.paths[path]?.[method]?.requestBody?.content['application/json'].examples ?? {};
    return Object.values(examples).map(({ value }) => withOwnCertificate(value));
  };

  it('its examples of orders are taken as they stand', async () => {
    const examples = examplesOf('/v1/orders', 'post');
    expect(examples.length).toBeGreaterThan(5);
    for (const example of examples) {
      const { status, body } = await venue.request('kaz', 'POST', '/v1/orders', example);
      expect([example['clientOrderId'], status, body['detail']]).toEqual([
        example['clientOrderId'],
        201,
        undefined,
      ]);
    }
  });

  it('its examples of a batch and of amends are taken as they stand', async () => {
    const [batch] = examplesOf('/v1/orders/batch', 'post');
    const { body } = await venue.request<{ results: { status: number }[] }>(
      'aus',
      'POST',
      '/v1/orders/batch',
      batch,
    );
    expect(body.results.map(({ status }) => status)).toEqual([201, 201]);
    const amends = examplesOf('/v1/orders/{id}', 'patch');
    expect(amends.length).toBeGreaterThan(0);
    for (const [index, amend] of amends.entries()) {
      const placed = await venue.place('aus', `amend-${index}`, { price: '110.25' });
      const path = `/v1/orders/${String(placed.body['orderId'])}`;
      expect([amend, (await venue.request('aus', 'PATCH', path, amend)).status]).toEqual([amend, 200]);
    }
  });

  it('its schemas know every member of the answers, and the answers have what the schemas require', async () => {
    await venue.place('aus', 'named');
    const first = await venue.get<{ items: object[] }>('aus', '/v1/orders?limit=500');
    const fills = await venue.get<{ items: object[] }>('aus', '/v1/fills');
    const instruments = await venue.get<{ items: object[] }>('aus', '/v1/instruments');
    const problems = await Promise.all([
      venue.place('kaz', 'low', { ...OFFER, price: '100.00' }),
      venue.place('aus', 'between', { price: '111.001' }),
      venue.place('aus', 'odd', { price: 5 }),
      venue.place('aus', 'named', { price: '110.75' }),
      venue.request('aus', 'DELETE', '/v1/orders/NDPR-OXIDE.999999'),
    ]);
    const answers: [string, object][] = [
      ...first.body.items.map((item): [string, object] => ['ExecutionReportModel', item]),
      ...fills.body.items.map((item): [string, object] => ['FillModel', item]),
      ...instruments.body.items.map((item): [string, object] => ['InstrumentModel', item]),
      ...problems.map(({ body }): [string, object] => ['Problem', body]),
    ];
    expect(new Set(answers.map(([name]) => name)).size).toBe(4);
    for (const [name, answer] of answers) {
      const { properties, required = [] } = document.components.schemas[name] ?? { properties: {} };
      const members = Object.keys(answer);
      expect([name, members.filter((member) => !(member in properties))]).toEqual([name, []]);
      expect([name, required.filter((member) => !members.includes(member))]).toEqual([name, []]);
    }
  });
});

/** The documentation names a certificate of the sample bloc; this venue has one of its own. */
function withOwnCertificate(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value).replaceAll('AUS-NDPR-OXIDE-1', OFFER.certificateId)) as Record<
    string,
    unknown
  >;
}
