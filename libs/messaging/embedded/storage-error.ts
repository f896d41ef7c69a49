import { MessageBusError } from '../port.js';

/** What lmdb and the file system report: the system's error number or name, or one of lmdb's own below zero. */
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

/** The port's error for a failed commit. lmdb rejects with a wrapper and tells why a little later, in `commitError`. */
export async function toBusError(error: unknown): Promise<MessageBusError> {
  if (error instanceof MessageBusError) return error;
  const cause = await commitFailure(error);
  const message = cause instanceof Error ? cause.message : String(cause);
  const full = FULL_CODES.includes(codeOf(cause));
  return new MessageBusError(full ? 'STORAGE_FULL' : 'UNAVAILABLE', `the commit failed: ${message}`, {
    cause,
  });
}

async function commitFailure(error: unknown): Promise<unknown> {
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

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
