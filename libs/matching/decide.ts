import type { Decision } from './decision.js';
import { applyAct, applyDueAct, withdrawAct } from './rules/acts.js';
import { expireBands } from './rules/bands.js';
import { expireCertificate } from './rules/certificates.js';
import { expireOrder } from './rules/expiry.js';
import { dropIdentifiers } from './rules/identifiers.js';
import { amendOrder, cancelOnDisconnect, cancelOrder, massCancel, placeOrder } from './rules/orders.js';
import { endVolatilityAuction } from './rules/phase-change.js';
import { publish } from './rules/published.js';
import { runTriggeredStops, TradedRange } from './rules/stops.js';
import { isCrossed, uncrossWhileCrossed } from './rules/uncross.js';

/**
 * Decides one command by emitting its events; the same for every implementation of a book. After what the command
 * itself does come the uncross that it forces (FLOR-6), the stops that its trades triggered (ORDR-6), then what is
 * published.
 *
 * @returns the sequence of the first result when the command is an exact repeat and leaves no event.
 */
export function decide(decision: Decision): number | undefined {
  const traded = new TradedRange();
  const heard: Decision = {
    ...decision,
    emit: (body) => {
      traded.hear(body);
      return decision.emit(body);
    },
  };
  const repeated = dispatch(heard);
  if (repeated !== undefined) return repeated;
  settle(heard, traded);
  publish(heard);
  return undefined;
}

/**
 * FLOR-6, ORDR-6: stops are triggered by the trades of an uncross too, and what they sell may make room for a larger bid
 * of the reserve, which is uncrossed in turn.
 */
function settle(decision: Decision, traded: TradedRange): void {
  do {
    uncrossWhileCrossed(decision);
    runTriggeredStops(decision, traded);
  } while (isCrossed(decision.book));
}

function dispatch(decision: Decision): number | undefined {
  const { body } = decision.command;
  switch (body.kind) {
    case 'placeOrder':
      return placeOrder(decision, body);
    case 'amendOrder':
      amendOrder(decision, body);
      return undefined;
    case 'cancelOrder':
      cancelOrder(decision, body);
      return undefined;
    case 'massCancel':
      massCancel(decision, body);
      return undefined;
    case 'cancelOnDisconnect':
      cancelOnDisconnect(decision, body);
      return undefined;
    case 'applyAct':
      return applyAct(decision, body);
    case 'withdrawAct':
      withdrawAct(decision, body.actId);
      return undefined;
    case 'dropIdentifiers':
      dropIdentifiers(decision, body.endedBeforeMicros);
      return undefined;
    case 'applyDueAct':
      applyDueAct(decision, body.actId);
      return undefined;
    case 'expireCertificate':
      expireCertificate(decision, body.certificateId);
      return undefined;
    case 'expireBands':
      expireBands(decision, body.dueMicros);
      return undefined;
    case 'endVolatilityAuction':
      endVolatilityAuction(decision, body.dueMicros);
      return undefined;
    case 'expireOrder':
      expireOrder(decision, body.order);
      return undefined;
  }
}
