/**
 * So far behind what is written next the memory is asked for what will be written then: a load that nothing waits for, in
 * place of a store that waits for the memory.
 */
export const AHEAD_BYTES: usize = 512;
