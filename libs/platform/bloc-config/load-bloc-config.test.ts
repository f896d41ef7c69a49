import 'reflect-metadata';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConfigurationError } from '../config/configuration-error.js';
import { BlocConfigurationError } from './faults.js';
import { loadBlocConfig } from './load-bloc-config.js';
import { notionalFraction } from './notional.js';

const SAMPLE = path.resolve(import.meta.dirname, '../../../deploy/sample-bloc');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'orebook-bloc-'));
  cpSync(SAMPLE, directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true }));

function change(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path.join(directory, file), 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(path.join(directory, file), changed);
}

function faults(): readonly string[] {
  try {
    loadBlocConfig(directory);
    return [];
  } catch (error) {
    if (error instanceof BlocConfigurationError) return error.faults;
    throw error;
  }
}

describe("a bloc's files", () => {
  const broken: [file: string, from: string | RegExp, to: string, fault: string][] = [
    [
      'instruments.yaml',
      "tickSize: '0.05'",
      'tickSize: 0.05',
      'instruments[0].tickSize: must be a plain decimal in quotes such as "110.00", above zero',
    ],
    [
      'instruments.yaml',
      "tickSize: '0.05'",
      "tickSize: '0'",
      'instruments[0].tickSize: must be a plain decimal in quotes such as "110.00", above zero',
    ],
    [
      'instruments.yaml',
      "lotSize: '500'",
      "lotSize: '1e3'",
      'instruments[0].lotSize: must be a plain decimal in quotes such as "110.00", above zero',
    ],
    [
      'instruments.yaml',
      "lotSize: '500'",
      "lotSize: '999999999999999999'",
      'instruments[0].lotSize: times tickSize is too large or too fine',
    ],
    [
      'instruments.yaml',
      "'112.50'",
      "'112.51'",
      'instruments[0].referencePrice: must be a whole number of ticks of 0.05',
    ],
    [
      'instruments.yaml',
      "feePerLot: '2.00'",
      "feePerLot: '2.005'",
      'instruments[0].feePerLot: must have at most 2 decimals',
    ],
    [
      'instruments.yaml',
      'mineral: NdPr',
      'mineral: Unobtainium',
      'instruments[0].mineral: Unobtainium is no mineral of bloc.yaml',
    ],
    [
      'instruments.yaml',
      'currency: USD',
      'currency: XXX',
      'instruments[0].currency: XXX is no currency of bloc.yaml',
    ],
    [
      'instruments.yaml',
      'calendarId: usd',
      'calendarId: moon',
      'instruments[0].calendarId: moon is no calendar of calendars.yaml',
    ],
    [
      'instruments.yaml',
      'initialPhase: continuous',
      'initialPhase: lunch',
      'instruments[0].initialPhase: must be one of closed, preOpen, noCancel, openingAuction, continuous, volatilityAuction, closingCall, closingAuction, halted, suspended',
    ],
    [
      'instruments.yaml',
      'productionStage: separatedOxide',
      'productionStage: dust',
      'instruments[0].productionStage: must be one of ore, concentrate, mixedCarbonate, separatedOxide, refinedChemical, refinedMetal, alloy, magnet',
    ],
    [
      'instruments.yaml',
      'instrumentId: DY-OXIDE',
      'instrumentId: NDPR-OXIDE',
      'instruments[1].instrumentId: NDPR-OXIDE is there already',
    ],
    [
      'instruments.yaml',
      'instrumentId: NDPR-OXIDE',
      'instrumentId: ndpr oxide',
      'instruments[0].instrumentId: must be 1 to 32 capital letters, digits and hyphens such as NDPR-OXIDE',
    ],
    [
      'instruments.yaml',
      'settlementCycleDays: 2',
      'settlementCycleDays: two',
      'instruments[0].settlementCycleDays: must be a whole number from 0 to 30',
    ],
    [
      'instruments.yaml',
      '    grade:',
      '    colour: red\n    grade:',
      'instruments[0].colour: is not a known field',
    ],
    ['instruments.yaml', '    name: Neo', '    nom: Neo', 'instruments[0].nom: is not a known field'],
    ['floors.yaml', "'110.00'", "'110.01'", 'floors[0].price: must be a whole number of ticks of 0.05'],
    [
      'floors.yaml',
      "'110.00'",
      "'-1'",
      'floors[0].price: must be a plain decimal in quotes such as "110.00"',
    ],
    ['floors.yaml', "'110.00'", "'999999999.00'", 'floors[0].price: must be at most 2147483647 ticks'],
    [
      'floors.yaml',
      'NDPR-OXIDE',
      'NDPR-DUST',
      'floors[0].instrument: NDPR-DUST is no instrument of instruments.yaml',
    ],
    ['floors.yaml', 'DY-OXIDE', 'NDPR-OXIDE', 'floors[1].instrument: NDPR-OXIDE is there already'],
    ['members.yaml', 'memberState: AUS', 'memberState: ARG', 'members[1].memberState: ARG is there already'],
    [
      'members.yaml',
      'memberState: CHE',
      'memberState: USA',
      'nonMembers[0].memberState: USA is there already',
    ],
    [
      'members.yaml',
      'memberState: ARG',
      'memberState: Argentina',
      'members[0].memberState: must be an ISO 3166-1 alpha-3 code such as AUS',
    ],
    [
      'members.yaml',
      'status: withdrawn',
      'status: gone',
      'members[0].status: must be one of observer, acceding, full, suspended, withdrawing, withdrawn',
    ],
    [
      'annexes.yaml',
      'memberState: AUS',
      'memberState: CHE',
      'annexes[0].memberState: CHE is no member of members.yaml',
    ],
    [
      'annexes.yaml',
      '[separatedOxide]',
      '[]',
      'annexes[0].productionStages: must be a list of stages, of ore, concentrate, mixedCarbonate, separatedOxide, refinedChemical, refinedMetal, alloy, magnet, none twice',
    ],
    ['annexes.yaml', 'mineral: Dy', 'mineral: NdPr', 'annexes[1].mineral: AUS NdPr is there already'],
    [
      'desks.yaml',
      'memberState: AUS',
      'memberState: XXX',
      'desks[0].memberState: XXX is no state of members.yaml',
    ],
    ['desks.yaml', 'deskId: aus-mulga', 'deskId: aus-lynx', 'desks[1].deskId: aus-lynx is there already'],
    [
      'desks.yaml',
      'deskId: aus-mulga',
      'deskId: strategic-reserve',
      'desks[1].deskId: strategic-reserve is there already',
    ],
    ['users.yaml', 'desk: aus-lynx', 'desk: aus-dingo', 'users[0].desk: aus-dingo is no desk of desks.yaml'],
    ['users.yaml', ', desk: aus-lynx', '', 'users[0].desk: a trader must have one'],
    [
      'users.yaml',
      'roles: [regulator]',
      'roles: [regulator], desk: aus-lynx',
      'users[28].desk: is for traders alone',
    ],
    [
      'users.yaml',
      'roles: [trader]',
      'roles: [trader, approver]',
      'users[0].roles: a trader can have no other role of the venue',
    ],
    [
      'users.yaml',
      'roles: [trader]',
      'roles: [king]',
      'users[0].roles: must be a list of roles, of trader, supervisor, clearingOperator, regulator, proposer, approver, none twice',
    ],
    [
      'users.yaml',
      'userId: noah.aus-lynx',
      'userId: mia.aus-lynx',
      'users[1].userId: mia.aus-lynx is there already',
    ],
    ['users.yaml', /\[approver\]/g, '[regulator]', 'users: must have at least 2 with the role approver'],
    [
      'calendars.yaml',
      '- 2026-01-19',
      '- 2026-02-29',
      'calendars[0].holidays: must be a list of dates such as 2026-12-25, none twice',
    ],
    [
      'calendars.yaml',
      '- 2026-01-19',
      '- 2026-12-31',
      'calendars[0].holidays[2]: must be in ascending order',
    ],
    [
      'calendars.yaml',
      'weekend: [6, 7]',
      'weekend: [1, 2, 3, 4, 5, 6, 7]',
      'calendars[0].weekend: must leave a working day',
    ],
    [
      'desks.yaml',
      'desk: usa-harbor,',
      'desk: usa-harbour,',
      'limits[0].desk: usa-harbour is no desk of desks.yaml',
    ],
    [
      'desks.yaml',
      'instrument: CO-METAL,',
      'instrument: CO-METALS,',
      'limits[1].instrument: CO-METALS is no instrument of instruments.yaml',
    ],
    [
      'desks.yaml',
      "notionalMax: '5000000.00'",
      "notionalMax: '5000000.001'",
      'limits[1].notionalMax: must have at most 2 decimals',
    ],
    [
      'desks.yaml',
      /orderSizeLotsMax: 200/,
      'orderSizeLotsMax: -1',
      'limits[0].orderSizeLotsMax: must be a whole number from 0 to 2147483647',
    ],
    [
      'instruments.yaml',
      /staticBandBasisPoints: \d+/,
      'staticBandBasisPoints: 10001',
      'instruments[2].staticBandBasisPoints: must be a whole number from 0 to 10000',
    ],
    [
      'instruments.yaml',
      'floorAllocation: proRata',
      'floorAllocation: fair',
      'instruments[3].floorAllocation: must be one of priceTime, proRata',
    ],
    [
      'certificates.yaml',
      'originState: AUS',
      'originState: XXX',
      'certificates[0].originState: XXX is no state of members.yaml',
    ],
    [
      'certificates.yaml',
      /expiryTime: \S+/,
      'expiryTime: 2031-12-31',
      'certificates[0].expiryTime: must be a UTC instant such as 2031-06-30T00:00:00Z',
    ],
    [
      'certificates.yaml',
      'lots: 100000000',
      'lots: 3000000000',
      'certificates[0].lots: must be a whole number from 1 to 2147483647',
    ],
    [
      'certificates.yaml',
      'nonBlocContentBasisPoints: 0',
      'nonBlocContentBasisPoints: 10001',
      'certificates[0].nonBlocContentBasisPoints: must be a whole number from 0 to 10000',
    ],
    [
      'certificates.yaml',
      'certificateId: CAN-NDPR-OXIDE-1',
      'certificateId: AUS-NDPR-OXIDE-1',
      'certificates[1].certificateId: AUS-NDPR-OXIDE-1 is there already',
    ],
    [
      'opening-balances.yaml',
      'participant: aus-lynx',
      'participant: aus-dingo',
      'cash[0].participant: aus-dingo is no desk of desks.yaml and not the reserve',
    ],
    [
      'opening-balances.yaml',
      "'250000000.00'",
      "'250000000.001'",
      'cash[0].amount: must have at most 2 decimals',
    ],
    ['opening-balances.yaml', "'250000000.00'", "'99999999999999999.00'", 'cash[0].amount: is too large'],
    [
      'opening-balances.yaml',
      'positionLots: 500',
      'positionLots: 0.5',
      'positions[0].positionLots: must be a whole number from -2147483647 to 2147483647',
    ],
    [
      'strategic-reserve.yaml',
      'instrument: NDPR-OXIDE',
      'instrument: NDPR-DUST',
      'mandates[0].instrument: NDPR-DUST is no instrument of instruments.yaml',
    ],
    ['bloc.yaml', 'illustrative: true', 'illustrative: maybe', 'illustrative: must be true or false'],
    ['bloc.yaml', 'currency: EUR', 'currency: USD', 'currencies[1].currency: USD is there already'],
    [
      'bloc.yaml',
      'decimals: 2',
      'decimals: 99',
      'currencies[0].decimals: must be a whole number from 0 to 6',
    ],
    ['bloc.yaml', 'name: Sample', 'name: &a Sample', ''],
  ];

  it.each(broken)('%s with %p as %p', (file, from, to, fault) => {
    change(file, from, to);
    if (fault === '') expect(faults()).toEqual([]);
    else expect(faults()).toContain(`${file}: ${fault}`);
  });

  it('tell everything that is wrong at once, each with its file', () => {
    change('instruments.yaml', "tickSize: '0.05'", 'tickSize: 0.05');
    change('members.yaml', 'status: withdrawn', 'status: gone');
    rmSync(path.join(directory, 'floors.yaml'));
    writeFileSync(path.join(directory, 'desks.yaml'), 'desks: [1, null, []]\n');
    writeFileSync(path.join(directory, 'users.yaml'), 'users:\n  - {a: 1\n');
    writeFileSync(path.join(directory, 'calendars.yaml'), 'calendars: []\ncalendars: []\n');
    writeFileSync(path.join(directory, 'annexes.yaml'), '- 1\n');
    const found = faults();
    for (const file of ['instruments', 'members', 'floors', 'desks', 'users', 'calendars', 'annexes']) {
      expect(found.filter((fault) => fault.startsWith(`${file}.yaml: `)).length).toBeGreaterThan(0);
    }
    expect(found).toContain('floors.yaml: is missing or cannot be read');
    expect(found).toContain('annexes.yaml: must hold fields');
    expect(found.find((fault) => fault.startsWith('users.yaml'))).toMatch(/line 3, column 1/);
    expect(() => loadBlocConfig(directory)).toThrow(ConfigurationError);
  });

  it('that repeat themselves without end are refused', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]',
      'd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]',
    ];
    writeFileSync(path.join(directory, 'bloc.yaml'), bomb.join('\n'));
    expect(faults()).toEqual(['bloc.yaml: repeats itself without end']);
  });

  it('of a directory that is not there are all missing', () => {
    rmSync(directory, { recursive: true });
    expect(faults()).toHaveLength(11);
    cpSync(SAMPLE, directory, { recursive: true });
  });
});

describe('the sample bloc', () => {
  it('RESV-2 funds its strategic reserve with at least what its mandates may spend, in each currency', () => {
    const { strategicReserve, openingBalances, instruments } = loadBlocConfig(SAMPLE);
    const budgets = new Map<string, number>();
    for (const { instrument, budgetMinor } of strategicReserve.mandates) {
      const currency = instruments.find(({ spec }) => spec.instrumentId === instrument)?.spec.currency ?? '';
      budgets.set(currency, (budgets.get(currency) ?? 0) + budgetMinor);
    }
    expect(budgets.size).toBeGreaterThan(0);
    for (const [currency, budget] of budgets) {
      const cash = openingBalances.cash.find(
        (one) => one.participant === strategicReserve.participant && one.currency === currency,
      );
      expect(cash?.amountMinor ?? 0).toBeGreaterThanOrEqual(budget);
    }
  });
});

describe('the notional of one lot at one tick', () => {
  it.each([
    ['0.05', '500', 2, 2500, 1],
    ['0.005', '25', 2, 25, 2],
    ['1', '1', 0, 1, 1],
    ['0.01', '0.001', 2, 1, 1000],
  ])('UNIT-2 %s of %s with %i decimals', (tick, lot, decimals, numerator, denominator) => {
    expect(notionalFraction(tick, lot, decimals)).toEqual({ numerator, denominator });
  });

  it('UNIT-2 is exact and reduced', () => {
    const decimal = fc
      .tuple(fc.nat(9_999), fc.integer({ min: 1, max: 999 }))
      .map(([whole, rest]) => `${whole}.${String(rest).padStart(3, '0')}`);
    fc.assert(
      fc.property(decimal, decimal, (tick, lot) => {
        const fraction = notionalFraction(tick, lot, 2) ?? { numerator: 0, denominator: 1 };
        const exact = BigInt(tick.replace('.', '')) * BigInt(lot.replace('.', '')) * 100n;
        expect(BigInt(fraction.numerator) * 1_000_000n).toBe(exact * BigInt(fraction.denominator));
        const common = (one: number, other: number): number =>
          other === 0 ? one : common(other, one % other);
        expect(common(fraction.numerator, fraction.denominator)).toBe(1);
      }),
    );
  });
});
