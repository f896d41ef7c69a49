import { indent } from './order.js';
import { fields, table, type Column } from './table.js';
import { instant, words } from './words.js';

interface ActBook {
  readonly instrument: string;
  readonly state: string;
  readonly sequence?: number;
  readonly code?: string;
}

/** A change as the interface words it: its type, and figures that depend on the type. */
export type ActChangeText = Readonly<Record<string, unknown>> & { readonly type: string };

/** An act of policy as the venue reports it. */
export interface Act {
  readonly actId: string;
  readonly state: string;
  readonly change: ActChangeText;
  readonly effectiveTime?: string;
  readonly proposer: string;
  readonly approvals: readonly { readonly userId: string; readonly time?: string }[];
  readonly approvalsNeeded: number;
  readonly reason?: string;
  readonly books?: readonly ActBook[];
}

/** Columns of a list of acts. */
export const ACT_COLUMNS: readonly Column<Act>[] = [
  { title: 'act', value: (act) => act.actId },
  { title: 'state', value: (act) => act.state },
  { title: 'signed', value: (act) => `${act.approvals.length} of ${act.approvalsNeeded}` },
  { title: 'proposer', value: (act) => act.proposer },
  { title: 'change', value: (act) => changeText(act.change) },
];

/** One act, told in a few lines: what, who signed, and which books follow it. */
export function actText(act: Act): string {
  const missing = act.approvalsNeeded - act.approvals.length;
  const waits = act.state === 'proposed' && missing > 0 ? `, waits for ${missing} more to approve` : '';
  const body = fields([
    ['change', changeText(act.change)],
    ['effective', instant(act.effectiveTime)],
    ['proposer', act.proposer],
    ['approvals', act.approvals.map((approval) => approval.userId).join(', ')],
    ['reason', act.reason],
  ]);
  const books = act.books ?? [];
  const columns: readonly Column<ActBook>[] = [
    { title: 'book', value: (book) => book.instrument },
    { title: 'state', value: (book) => words(book.state) },
    { title: 'sequence', align: 'right', value: (book) => book.sequence },
    { title: 'code', value: (book) => book.code },
  ];
  const parts = [`${act.actId}: ${act.state}${waits}`, indent(body)];
  return [...parts, ...(books.length === 0 ? [] : [indent(table(columns, books))])].join('\n');
}

/** A change in plain words; one of an unknown type is shown as it is. */
function changeText(change: ActChangeText): string {
  const text = (name: string): string => shown(change[name]);
  switch (change.type) {
    case 'setFloor':
      return `floor of ${text('instrument')} to ${text('price')}`;
    case 'setMembership':
      return `${text('memberState')} becomes ${text('status')}`;
    case 'setAnnex':
      return `annex ${text('mineral')} ${words(text('productionStage'))} of ${text('memberState')} ${change.inForce === true ? 'in force' : 'lapses'}`;
    case 'registerCertificate':
      return `certificate ${text('certificateId')} for ${text('instrument')}, ${text('lots')} lots from ${text('originState')}`;
    case 'setCertificateLots':
      return `certificate ${text('certificateId')} of ${text('instrument')} to ${text('lots')} lots`;
    case 'withdrawCertificate':
      return `certificate ${text('certificateId')} of ${text('instrument')} withdrawn`;
    case 'setPhase':
      return `${text('instrument')} to ${words(text('phase'))}`;
    case 'setReferencePrice':
      return `reference price of ${text('instrument')} to ${text('price')}`;
    case 'setPosition':
      return `position of ${text('desk')} in ${text('instrument')} to ${text('positionLots')} lots`;
    case 'setBands':
      return `bands of ${text('instrument')}: ${figures(change, ['staticBasisPoints', 'dynamicBasisPoints'])}, until ${text('expiryTime')}`;
    case 'setLimits':
      return `limits of ${text('desk')} in ${text('instrument')}: ${figures(change, DESK_LIMITS)}`;
    case 'setKillSwitch':
      return `kill switch of ${change.name === undefined ? 'the venue' : text('name')} ${change.engaged === true ? 'pulled' : 'lifted'}`;
    case 'setReserve':
      return `reserve in ${text('instrument')}: budget ${text('budget')}, at most ${text('capLots')} lots`;
    default:
      return JSON.stringify(change);
  }
}

const DESK_LIMITS = [
  'orderSizeLotsMax',
  'openQuantityLotsMax',
  'positionLotsMax',
  'notionalMax',
  'messagesPerSecondMax',
] as const;

/** Those of the figures that a change has; `none` where it has none of them. */
function figures(change: ActChangeText, names: readonly string[]): string {
  const known = names.filter((name) => change[name] !== undefined);
  return known.length === 0 ? 'none' : known.map((name) => `${name} ${shown(change[name])}`).join(', ');
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
}
