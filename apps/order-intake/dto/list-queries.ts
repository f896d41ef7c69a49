import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { AfterPositionQuery, PositionedPageQuery, QueryWholeNumber } from '#platform';
import { IdentifierField, InstrumentIdField, WordField } from './rules.js';

const ORDER_ID = /^[A-Z0-9][A-Z0-9-]{0,31}\.[1-9][0-9]{0,14}$/;
const DEPTH_DEFAULT = 10;
const DEPTH_MAX = 200;

/** Which of the desk's orders, newest first. */
export class OrdersQuery extends PositionedPageQuery {
  @IdentifierField({
    optional: true,
    description:
      'What was sent under this id: the order that it names, and before it any that were refused as DUPLICATE_ID.',
  })
  clientOrderId?: string;

  @InstrumentIdField({ optional: true })
  instrument?: string;

  @WordField(['live', 'done'], { optional: true, description: 'done: no leaves, refused ones included.' })
  status?: 'live' | 'done';
}

/** Which of the desk's fills, newest first. */
export class FillsQuery extends PositionedPageQuery {
  @InstrumentIdField({ optional: true })
  instrument?: string;

  @IsOptional()
  @Matches(ORDER_ID, { message: 'orderId must be the id of an order' })
  @ApiPropertyOptional({ example: 'NDPR-OXIDE.17' })
  orderId?: string;
}

/** Which orders a mass cancel takes. */
export class MassCancelQuery {
  @InstrumentIdField({ optional: true, description: 'All instruments when absent.' })
  instrument?: string;
}

/** How many price levels of each side. */
export class BookQuery extends AfterPositionQuery {
  @IsOptional()
  @QueryWholeNumber({ min: 1, max: DEPTH_MAX, default: DEPTH_DEFAULT, required: false })
  depth: number = DEPTH_DEFAULT;
}
