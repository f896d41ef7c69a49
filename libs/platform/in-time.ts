/**
 * What work comes to, if it does so in time.
 *
 * An answer that waits to be read counts as one in time: where the process itself was late, be it for a long collection or
 * for want of a processor, what has arrived meanwhile is looked at before it is given up.
 *
 * @param msMax - milliseconds.
 * @throws Error 'no answer in time'.
 */
export async function inTime<Result>(work: Promise<Result>, msMax: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => setImmediate(() => reject(new Error('no answer in time'))), msMax);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
