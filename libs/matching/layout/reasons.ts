/** Why the hot path cancels, as places in the list of the contract. */
export const enum Reason {
  USER = 0,
  IOC = 4,
  FLOOR_PROTECTION = 8,
  SELF_TRADE = 10,
}
