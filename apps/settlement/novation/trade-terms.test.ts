import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BookEventOf } from '#contracts';
import { BookRecording, openTemporaryStore, smallBloc, type TemporaryStore } from '#testing';
import { TradeTerms } from './trade-terms.js';

describe('the terms of a trade', () => {
  let temporary: TemporaryStore;
  let recording: BookRecording;
  beforeAll(async () => {
    temporary = await openTemporaryStore();
    recording = BookRecording.founded();
    await recording.store(temporary.store);
  });
  afterAll(() => temporary.close());

  it('CLRG-1 RESV-1 the reserve’s purchase is novated with the reserve as its buyer, on the terms of any trade', async () => {
    const terms = new TradeTerms(temporary.store, smallBloc());
    const purchase: BookEventOf<'Traded'> = {
      type: 'Traded',
      sequence: 40,
      bookMicros: recording.micros,
      priceTicks: 11_000,
      lots: 4,
      buyOrder: 0,
      sellOrder: 39,
      buyDesk: 'strategic-reserve',
      sellDesk: 'kaz-one',
      buyState: 'BLOC',
      sellState: 'KAZ',
      buyLeavesLots: 96,
      sellLeavesLots: 6,
      aggressorSide: 'sell',
      certificateId: 'C-1',
    };
    expect(await terms.novationOf(recording.instrument, purchase, 'c-40')).toMatchObject({
      kind: 'novateTrade',
      tradeId: 'NDPR-OXIDE.40',
      buyer: 'strategic-reserve',
      buyState: 'BLOC',
      seller: 'kaz-one',
      lots: 4,
      currency: 'USD',
      settlementModel: 'net',
    });
  });
});
