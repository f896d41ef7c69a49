import type { EdgeRefusal, RefusalRecorder } from '../refusals/refusal-recorder.js';
import type { Metrics } from './metrics.js';

/** A recorder that counts what it records, by code. */
export function meteredRecorder(inner: RefusalRecorder, metrics: Metrics): RefusalRecorder {
  const refusals = metrics.counter({
    name: 'edge_refusals_total',
    help: 'Refusals at the edge, before any book, by code',
    labels: ['code'],
  });
  return {
    record: async (refusal: EdgeRefusal) => {
      await inner.record(refusal);
      refusals.inc({ code: refusal.code });
    },
    countUnauthenticated: () => inner.countUnauthenticated(),
    close: () => inner.close(),
  };
}
