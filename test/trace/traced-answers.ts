/** What an exchange's trace shows, in the order in which the kernel finished each call. */
export type TracedCall =
  /** The request for an order was read from its socket. */
  | { readonly kind: 'request' }
  /** Pages were written to the store's file; they are not on the disk yet. */
  | { readonly kind: 'write' }
  /** The store's file was synced. */
  | { readonly kind: 'sync' }
  /** The store's meta page was written through to the disk (O_DSYNC): the commit is durable. */
  | { readonly kind: 'commit' }
  /** The answer to an order was handed to its socket. */
  | { readonly kind: 'answer'; readonly status: number };

/** The calls that `strace` must show for `readTrace`, with `-f -y -s 200`. */
export const TRACED_CALLS = 'openat,read,write,writev,pwrite64,pwritev,fdatasync,fsync,msync';

/**
 * Reads the output of `strace -f -y`. A call that another thread interrupts counts where it is resumed.
 */
export function readTrace(text: string): TracedCall[] {
  const started = new Map<string, string>();
  const writeThrough = new Set<string>();
  const calls: TracedCall[] = [];
  for (const line of text.split('\n')) {
    const [, thread, rest] = /^(?:\[pid\s+)?(\d+)\]?\s+(.*)$/.exec(line) ?? [];
    if (thread === undefined || rest === undefined) continue;
    if (rest.endsWith('<unfinished ...>')) {
      started.set(thread, rest.replace(/\s*<unfinished \.\.\.>$/, ''));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const whole = resumed === null ? rest : `${started.get(thread) ?? ''}${resumed[1] ?? ''}`;
    const opened = /^openat\(.*data\.mdb".*O_DSYNC.* = (\d+)/.exec(whole)?.[1];
    if (opened !== undefined) writeThrough.add(opened);
    const call = callOf(whole, writeThrough);
    if (call !== undefined) calls.push(call);
  }
  return calls;
}

function callOf(text: string, writeThrough: ReadonlySet<string>): TracedCall | undefined {
  if (/ = -1 /.test(text)) return undefined;
  const status = /^(?:write|writev)\(.*HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  if (status !== undefined) return { kind: 'answer', status: Number(status) };
  if (/^read\(.*"POST \/v1\/orders/.test(text)) return { kind: 'request' };
  const file = /^(?:pwrite64|pwritev|write|writev)\((\d+)<[^>]*data\.mdb>/.exec(text)?.[1];
  if (file !== undefined) return { kind: writeThrough.has(file) ? 'commit' : 'write' };
  if (/^(?:fdatasync|fsync)\(\d+<[^>]*data\.mdb>/.test(text) || /^msync\(/.test(text))
    return { kind: 'sync' };
  return undefined;
}

/**
 * Commits that became durable between each order's request and its answer: pages written, then synced, then the meta
 * page written through. An order takes two, its command's on the bus and its outcome's in the store.
 */
export function durableCommitsBeforeAnswers(calls: readonly TracedCall[]): number[] {
  const counts: number[] = [];
  let asked = false;
  let commits = 0;
  let unsynced = false;
  let synced = false;
  for (const call of calls) {
    switch (call.kind) {
      case 'request':
        asked = true;
        commits = 0;
        break;
      case 'write':
        unsynced = true;
        break;
      case 'sync':
        synced = unsynced;
        unsynced = false;
        break;
      case 'commit':
        if (synced) commits++;
        synced = false;
        break;
      case 'answer':
        if (asked) counts.push(commits);
        asked = false;
        break;
    }
  }
  return counts;
}
