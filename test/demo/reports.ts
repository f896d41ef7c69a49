/** What the demo reads of the venue's answers. */
export interface OrderReport {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly instrument: string;
  readonly orderStatus: string;
  readonly waitsFor?: string;
  readonly triggered?: boolean;
  readonly displayedQuantityLots?: number;
  readonly side: 'buy' | 'sell';
  readonly price?: string;
  readonly quantityLots: number;
  readonly cumulativeQuantityLots: number;
  readonly leavesQuantityLots: number;
  readonly canceledQuantityLots: number;
  readonly averagePrice?: string;
  readonly version: number;
  readonly reason?: string;
  readonly fills: readonly { readonly price: string; readonly quantityLots: number }[];
  readonly sequence: number;
  readonly time: string;
  readonly position: number;
}

export interface Problem {
  readonly code: string;
  readonly rule?: string;
  readonly detail?: string;
}

export interface Level {
  readonly price: string;
  readonly quantityLots: number;
  readonly orders: number;
}

export interface BookReport {
  readonly instrument: string;
  readonly phase: string;
  readonly floorPrice?: string;
  readonly floorVersion?: number;
  readonly referencePrice?: string;
  readonly indicative?: { readonly price: string; readonly volumeLots: number };
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly sequence: number;
  readonly position: number;
}

export interface FillRow {
  readonly executionId: string;
  readonly orderId: string;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly price: string;
  readonly quantityLots: number;
  readonly time: string;
}

export interface ActReport {
  readonly actId: string;
  readonly state: string;
  readonly approvals: readonly unknown[];
  readonly books: readonly { readonly instrument: string; readonly state: string; readonly code?: string }[];
  readonly position: number;
}

export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}
