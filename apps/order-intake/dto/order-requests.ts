import { ApiProperty } from '@nestjs/swagger';
import {
  FLOOR_RAISE_POLICIES,
  ORDER_TYPES,
  SIDES,
  STP_MODES,
  TIMES_IN_FORCE,
  type FloorRaisePolicy,
  type OrderType,
  type Side,
  type StpMode,
  type TimeInForce,
} from '#contracts';
import {
  CountField,
  FlagField,
  IdentifierField,
  InstantField,
  InstrumentIdField,
  PriceField,
  WordField,
} from './rules.js';

/** An order as a desk writes it. Which field belongs to which order is the book's to judge (`ORDER_SHAPE`). */
export class PlaceOrderRequest {
  @InstrumentIdField({ example: 'NDPR-OXIDE' })
  instrument!: string;

  @IdentifierField({ description: "The desk's own id; the same one never makes a second order (SEQ-4)." })
  clientOrderId!: string;

  @WordField(SIDES)
  side!: Side;

  @WordField(ORDER_TYPES)
  type!: OrderType;

  @WordField(TIMES_IN_FORCE)
  timeInForce!: TimeInForce;

  @CountField({ example: 10 })
  quantityLots!: number;

  @PriceField({ optional: true, description: 'limit and stopLimit alone; whole ticks.', example: '110.25' })
  price?: string;

  @PriceField({
    optional: true,
    description: 'stop and stopLimit alone: a trade at or through it triggers the order (ORDR-6).',
  })
  triggerPrice?: string;

  @PriceField({ optional: true, description: 'market and stop alone: the worst price (FLOR-4).' })
  protectionLimit?: string;

  @CountField({
    optional: true,
    description: 'Makes an iceberg: the peak that it shows (ORDR-3); with a price and day, gtc or gtd.',
  })
  displayQuantityLots?: number;

  @CountField({
    optional: true,
    description: 'ioc alone: at least that much at once, or nothing (ORDR-1).',
  })
  minQuantityLots?: number;

  @FlagField({
    optional: true,
    description: 'Limit orders for day, gtc and gtd alone: refused if it would take (ORDR-5).',
  })
  postOnly?: boolean;

  @InstantField({
    optional: true,
    description: 'gtd alone: gone for every command at this instant (UNIT-4).',
  })
  expiry?: string;

  @IdentifierField({ optional: true, description: 'Offers alone: certificate of origin (MEMB-3).' })
  certificateId?: string;

  @WordField(FLOOR_RAISE_POLICIES, {
    optional: true,
    description: 'Offers alone (FLOR-5, FLOR-9); cancel when absent.',
  })
  onFloorRaise?: FloorRaisePolicy;

  @IdentifierField({ optional: true, description: 'Self-trade prevention key (STP-1).' })
  stpId?: string;

  @WordField(STP_MODES, {
    optional: true,
    description:
      'What happens when this order comes in and meets one with its stpId; cancelResting when absent.',
  })
  stpMode?: StpMode;

  @IdentifierField({ optional: true })
  account?: string;
}

/** What of an order to change (ORDR-4); what is left out stays as it is. */
export class AmendOrderRequest {
  @CountField({ description: 'The version that the report gave; another is refused (VERSION_MISMATCH).' })
  expectedVersion!: number;

  @PriceField({ optional: true })
  price?: string;

  @PriceField({ optional: true, description: 'Of a stop that still waits.' })
  triggerPrice?: string;

  @CountField({ optional: true, description: 'The whole quantity, what is filled included.' })
  quantityLots?: number;

  @CountField({ optional: true, description: 'The peak of an iceberg.' })
  displayQuantityLots?: number;

  @InstantField({ optional: true, description: 'Of a gtd order.' })
  expiry?: string;

  @IdentifierField({ optional: true })
  account?: string;
}

export const BATCH_ORDERS_MAX = 500;

/** Up to 500 orders, each with its own outcome; checked one by one, so described here and not by rules. */
export class PlaceOrdersRequest {
  @ApiProperty({ type: [PlaceOrderRequest], minItems: 1, maxItems: BATCH_ORDERS_MAX })
  orders!: PlaceOrderRequest[];
}
