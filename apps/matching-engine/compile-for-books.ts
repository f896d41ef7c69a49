import { setFlagsFromString } from 'node:v8';

/**
 * Lets the compiler put the whole way of an order into one piece of code: the default bounds of inlining leave a dozen
 * calls on it. For the start of a process that has books, before any of them is compiled.
 */
export function compileForBooks(): void {
  setFlagsFromString('--max-inlined-bytecode-size=1500');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000');
}
