/** Longest name of a stream, in UTF-8 bytes. */
export const STREAM_NAME_BYTES_MAX = 400;

const UNUSABLE_IN_NAMES = /[\0\p{Surrogate}]/u;

/** @throws RangeError when no store could hold a stream of that name. */
export function checkStreamName(stream: string): void {
  const bytes = Buffer.byteLength(stream, 'utf8');
  if (bytes === 0 || bytes > STREAM_NAME_BYTES_MAX || UNUSABLE_IN_NAMES.test(stream)) {
    throw new RangeError(
      `a stream name has 1 to ${STREAM_NAME_BYTES_MAX} bytes of well-formed text without NUL: ${stream}`,
    );
  }
}
