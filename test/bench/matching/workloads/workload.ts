/** Fields of one operation in an `Int32Array`, in this order. */
export const OP_FIELDS = 5;
/** Fields of one fill in an `Int32Array`: taker id, maker id, price, quantity. */
export const FILL_FIELDS = 4;

/** First field of an operation. */
export const OP_ADD = 0;
export const OP_CANCEL = 1;
export const OP_MARKET = 2;

/** Second field of an operation. */
export const SIDE_BUY = 0;

export type WorkloadName = 'W1' | 'W2' | 'W3';

/** What a stream must turn out to be; a generator or a book that differs is wrong. */
export interface WorkloadFigures {
  readonly adds: number;
  readonly cancels: number;
  readonly markets: number;
  readonly fills: number;
  readonly tradedLots: number;
  readonly restingAverage: number;
  readonly restingEnd: number;
  readonly opsSha256: string;
  readonly fillsSha256: string;
}

export interface WorkloadSpec {
  readonly name: WorkloadName;
  readonly title: string;
  readonly marketSizeMax: number;
  /** Prices of both sides overlap, so that limit orders take as well. */
  readonly isOverlapping: boolean;
  readonly figures: WorkloadFigures;
}

/** The three streams that make figures comparable with those of others. */
export const WORKLOADS: readonly WorkloadSpec[] = [
  {
    name: 'W1',
    title: 'balanced',
    marketSizeMax: 300,
    isOverlapping: false,
    figures: {
      adds: 599_187,
      cancels: 300_743,
      markets: 100_070,
      fills: 395_704,
      tradedLots: 15_065_098,
      restingAverage: 504,
      restingEnd: 699,
      opsSha256: '296743daf369a3c0c1298f5b6e818dc5a398c1d0bf63b814caa1e76825b30d01',
      fillsSha256: 'd8049098ddfb46c6b008416a626f24697a7852ffa8f6118780d97b7ff0545468',
    },
  },
  {
    name: 'W2',
    title: 'deep',
    marketSizeMax: 100,
    isOverlapping: false,
    figures: {
      adds: 599_182,
      cancels: 300_752,
      markets: 100_066,
      fills: 198_242,
      tradedLots: 5_058_928,
      restingAverage: 99_104,
      restingEnd: 198_129,
      opsSha256: '1b4ee6284c59379ca4a27b9ad818c9c05c22aa3274ff483f1444b1e508173cd0',
      fillsSha256: '99b727892281841ad6ed8f0aaf39f8aa54eda3b392aa20fe004208dda7fff87f',
    },
  },
  {
    name: 'W3',
    title: 'overlap',
    marketSizeMax: 100,
    isOverlapping: true,
    figures: {
      adds: 615_484,
      cancels: 284_289,
      markets: 100_227,
      fills: 381_205,
      tradedLots: 10_612_867,
      restingAverage: 4,
      restingEnd: 2,
      opsSha256: '9c921bcb0bce655933cd5c00e68299a8218b01c6f3fd2d8849d82db45aad387d',
      fillsSha256: '6d874cbd31f02b02ae4a29f033288fb24b28619a97449c557304f4e7093c00b1',
    },
  },
];
