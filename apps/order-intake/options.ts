/** Bounds of the desks' edge. */
export interface OrderIntakeOptions {
  /** SQLite file of the desks' view, or `:memory:`; under the data directory's `views` when absent. */
  readonly viewFile?: string;
  /** How long a request waits for its outcome before it answers 202. */
  readonly outcomeTimeoutMsMax: number;
  /** How long a read waits for the position that it names before it answers 503. */
  readonly positionTimeoutMsMax: number;
  /** Commands that may wait for their outcome at once; more are refused with 503. */
  readonly waitingCommandsMax: number;
  /** Largest number of commands that one send to the bus takes along. */
  readonly sendCommandsMax: number;
  /** A send that the bus has not answered for so long: commands are refused with 503 until it does. */
  readonly sendStalledMsMax: number;
  /** How long commands may come together for one send while many are on their way. */
  readonly sendGatherMsMax: number;
  /** So many commands wait for no others to come. */
  readonly sendGatherCommandsMax: number;
  /** While fewer commands are on their way, none waits for the outcomes of those before it is sent. */
  readonly sendOnTheirWayMin: number;
  /** How often to look how much the engines have yet to do. */
  readonly backlogPollMs: number;
  /** Commands of one partition of the bus that may wait for their books; more are refused with 503. */
  readonly backlogCommandsMax: number;
  /** A book that has decided nothing for so long while commands wait for it: more are refused with 503. */
  readonly bookStalledMsMax: number;
  /** Pause before following the books again after that broke. */
  readonly followRetryMs: number;
}

/** Injection token of the complete options. */
export const ORDER_INTAKE_OPTIONS = Symbol('ORDER_INTAKE_OPTIONS');

export const ORDER_INTAKE_DEFAULTS: OrderIntakeOptions = {
  outcomeTimeoutMsMax: 2_000,
  positionTimeoutMsMax: 5_000,
  waitingCommandsMax: 20_000,
  sendCommandsMax: 1_024,
  sendStalledMsMax: 1_000,
  sendGatherMsMax: 15,
  sendGatherCommandsMax: 256,
  sendOnTheirWayMin: 8,
  backlogPollMs: 500,
  backlogCommandsMax: 50_000,
  bookStalledMsMax: 3_000,
  followRetryMs: 1_000,
};
