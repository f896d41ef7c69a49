import { soak, type SoakPlan, type SoakReport, type SoakTotals } from './soak-run.js';

/** What a process of a soak tells: of each episode that went well, and in the end of its whole seed. */
export type SoakMessage =
  | { readonly kind: 'episode'; readonly passed: SoakTotals }
  | {
      readonly kind: 'report';
      readonly report: SoakReport;
      /** Processor time since the last report, microseconds. */
      readonly cpuMicros: number;
    };

const tell = (message: SoakMessage): void => {
  process.send?.(message);
};

let usedMicros = 0;

// One seed after the other, as they come; it ends with its parent.
process.on('message', (plan: SoakPlan) => {
  const report = soak(plan, (passed) => tell({ kind: 'episode', passed }));
  const { user, system } = process.cpuUsage();
  tell({ kind: 'report', report, cpuMicros: user + system - usedMicros });
  usedMicros = user + system;
});
