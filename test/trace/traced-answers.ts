/** One line of `strace -f -tt -y`-like output that matters here, in order of its completion. */
export type TracedCall =
  | { readonly kind: 'storeWrite' }
  | { readonly kind: 'storeSync' }
  | { readonly kind: 'answer'; readonly status: number };

/**
 * Reads the trace of an exchange: writes to the store's file, syncs of it, and HTTP answers, in the order in which the
 * kernel finished them. A call that another thread's line interrupts counts where it is resumed.
 */
export function readTrace(text: string): TracedCall[] {
  const started = new Map<string, string>();
  const calls: TracedCall[] = [];
  for (const line of text.split('\n')) {
    const [, thread, rest] = /^(?:\[pid\s+)?(\d+)\]?\s+(.*)$/.exec(line) ?? [];
    if (thread === undefined || rest === undefined) continue;
    if (rest.endsWith('<unfinished ...>')) {
      started.set(thread, rest);
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const whole = resumed === null ? rest : `${started.get(thread) ?? ''}${resumed[1] ?? ''}`;
    const call = callOf(whole);
    if (call !== undefined) calls.push(call);
  }
  return calls;
}

function callOf(text: string): TracedCall | undefined {
  const status = /^(?:write|writev|sendto|sendmsg)\(.*HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  if (status !== undefined) return { kind: 'answer', status: Number(status) };
  if (/^(?:pwrite64|pwritev|write|writev)\(\d+<[^>]*data\.mdb>/.test(text)) return { kind: 'storeWrite' };
  // With O_DSYNC a write is its own sync; lmdb writes its meta page so.
  if (/^(?:fdatasync|fsync|msync)\(/.test(text) && / = 0$/.test(text.trimEnd())) return { kind: 'storeSync' };
  return undefined;
}
