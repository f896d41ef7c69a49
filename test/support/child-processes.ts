import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const running = new Set<ChildProcess>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Remembers a child process for as long as it runs, so that it need not outlive this one. */
export function remember(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** SIGKILL to every child that is remembered. */
export function killChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}

/**
 * Asked to stop (Ctrl-C, SIGTERM), this process ends at once, its children first, with the exit code that shells give to
 * the signal. Nothing else of it runs in between, so nothing can start another child.
 *
 * @param tidy - removes what is left behind; must not wait for anything.
 */
export function endWithChildren(tidy: () => void): void {
  for (const signal of SIGNALS) {
    // Not once: a second signal would end this process in the midst of that.
    process.on(signal, () => {
      killChildren();
      try {
        tidy();
      } finally {
        process.exit(128 + constants.signals[signal]);
      }
    });
  }
}
