import {
  KILL_SWITCH_SCOPES,
  type ApplyAct,
  type DeskLimits,
  type InstrumentSpec,
  type PolicyChange,
  type PriceBands,
} from '#contracts';
import type { BookReader } from '../book-reader.js';
import { refusal, type Refusal } from '../decision.js';
import { refuseUnconfigured } from './judge.js';
import {
  isBasisPoints,
  isCountOfLots,
  isInstantMicros,
  isPriceTicks,
  refuseMalformedCertificate,
  refuseMalformedInstrument,
} from './units.js';

/** What is wrong with an act whenever it takes effect. */
export function refuseActForm(book: BookReader, act: ApplyAct): Refusal | undefined {
  if (book.instrument === undefined && act.change.type !== 'configureInstrument') {
    return refuseUnconfigured(book);
  }
  if (!isInstantMicros(act.effectiveMicros)) return malformed('effectiveMicros');
  if (!Number.isSafeInteger(act.approvalNumber)) return malformed('approvalNumber');
  return refuseChangeForm(book, act.change);
}

function malformed(field: string): Refusal {
  return refusal('MALFORMED', { field });
}

function unless(isRight: boolean, field: string): Refusal | undefined {
  return isRight ? undefined : malformed(field);
}

function refuseChangeForm(book: BookReader, change: PolicyChange): Refusal | undefined {
  switch (change.type) {
    case 'configureInstrument':
      return (
        refuseMalformedInstrument(change.instrument, book.instrumentId) ?? refuseControls(change.instrument)
      );
    case 'setMembership':
    case 'setAnnex':
      return unless(change.memberState !== '', 'memberState');
    case 'registerCertificate':
      return refuseMalformedCertificate(change.certificate);
    case 'setCertificateLots':
      return unless(isCountOfLots(change.lots), 'lots');
    case 'setFloor':
      return (
        unless(isPriceTicks(change.priceTicks), 'priceTicks') ??
        unless(Number.isSafeInteger(change.floorVersion) && change.floorVersion >= 1, 'floorVersion')
      );
    case 'setReferencePrice':
      return unless(isPriceTicks(change.priceTicks), 'priceTicks');
    case 'setPosition':
      return refuseDesk(change) ?? unless(isPosition(change.positionLots), 'positionLots');
    case 'setBands':
      return refuseBands(change.bands) ?? unless(isInstantMicros(change.expiryMicros), 'expiryMicros');
    case 'setLimits':
      return refuseDesk(change) ?? refuseLimits(change.limits);
    case 'setKillSwitch':
      return (
        unless(KILL_SWITCH_SCOPES.includes(change.scope), 'scope') ??
        unless(change.scope === 'venue' ? change.name === undefined : hasText(change.name), 'name')
      );
    case 'setReserve':
      return (
        refuseDesk(change) ??
        unless(isMinorUnits(change.budget), 'budget') ??
        unless(isCountOfLots(change.capLots), 'capLots')
      );
    case 'withdrawCertificate':
    case 'setPhase':
      return undefined;
  }
}

function hasText(text: string | undefined): boolean {
  return text !== undefined && text !== '';
}

function refuseDesk({ memberState, desk }: { memberState: string; desk: string }): Refusal | undefined {
  return unless(memberState !== '', 'memberState') ?? unless(desk !== '', 'desk');
}

function isPosition(lots: number): boolean {
  return isCountOfLots(Math.abs(lots)) && !Object.is(lots, -0);
}

/** A whole number of minor units as a string; its length is bounded as everything that comes from outside is. */
function isMinorUnits(text: string): boolean {
  return /^(?:0|[1-9]\d{0,29})$/.test(text);
}

function refuseBands({ staticBasisPoints, dynamicBasisPoints }: PriceBands): Refusal | undefined {
  return (
    unless(staticBasisPoints === undefined || isBasisPoints(staticBasisPoints), 'staticBasisPoints') ??
    unless(dynamicBasisPoints === undefined || isBasisPoints(dynamicBasisPoints), 'dynamicBasisPoints')
  );
}

function refuseLimits(limits: DeskLimits): Refusal | undefined {
  const counts = [
    'orderSizeLotsMax',
    'openQuantityLotsMax',
    'positionLotsMax',
    'messagesPerSecondMax',
  ] as const;
  for (const field of counts) {
    const value = limits[field];
    if (value !== undefined && !isCountOfLots(value)) return malformed(field);
  }
  return unless(limits.notionalMax === undefined || isMinorUnits(limits.notionalMax), 'notionalMax');
}

/** The price controls of a specification (BAND-1, PHAS-1, AUCT-2); all of them may be absent. */
function refuseControls({ priceBands, volatilityAuctionSeconds }: InstrumentSpec): Refusal | undefined {
  const seconds = volatilityAuctionSeconds ?? 1;
  return refuseBands(priceBands ?? {}) ?? unless(isPriceTicks(seconds), 'volatilityAuctionSeconds');
}
