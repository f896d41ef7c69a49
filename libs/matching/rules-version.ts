/**
 * Version of the rules that new commands are decided by; it is part of each command's recorded input, and a recorded
 * command is run again by the rules of its own version. 1: the first rules. 2: the whole rulebook, which publishes
 * `floorLocked` and the reserve's quote. 3: a minimum quantity above what an amend has left of the order is never had.
 * 4: what the reserve buys for a withdrawing state leaves it no more bids than reduce its position.
 */
export const RULES_VERSION = 4;
