import { EventStoreError } from '../port.js';

/** What lmdb reports: the system's error number, or one of its own below zero. */
const FULL_CODES: readonly unknown[] = [
  5, // EIO: also what a write cut short by a full disk becomes
  27, // EFBIG
  28, // ENOSPC
  122, // EDQUOT
  -30792, // MDB_MAP_FULL
  -30795, // MDB_PANIC: an earlier write of the meta page failed
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
];

/** Whether an error of lmdb or the file system says that the disk refused to take more. */
export function isStorageFull(error: unknown): boolean {
  return FULL_CODES.includes(codeOf(error));
}

/** The code of an error of lmdb or the system, if it has one. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/**
 * The reason behind a failed lmdb commit. lmdb rejects with a wrapper at once and tells why a little later,
 * in the wrapper's `commitError`.
 */
export async function commitFailure(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error) || !(error.commitError instanceof Promise))
    return error;
  let timer: NodeJS.Timeout | undefined;
  const unknownReason = new Promise<unknown>((resolve) => {
    timer = setTimeout(() => resolve(error), 1000);
  });
  const reason = Promise.resolve(error.commitError).then(
    () => error,
    (cause: unknown) => cause,
  );
  try {
    return await Promise.race([reason, unknownReason]);
  } finally {
    clearTimeout(timer);
  }
}

/** The port's error for a failed commit: a refused write left nothing, anything else is to be looked up. */
export function toStoreError(cause: unknown): EventStoreError {
  if (cause instanceof EventStoreError) return cause;
  if (isStorageFull(cause)) {
    return new EventStoreError('STORAGE_FULL', `the disk refused the write: ${reasonOf(cause)}`, { cause });
  }
  return new EventStoreError('OUTCOME_UNKNOWN', `the commit failed: ${reasonOf(cause)}`, { cause });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
