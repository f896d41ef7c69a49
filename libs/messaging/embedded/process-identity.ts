import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names this process so that another one on the same machine can tell later whether it still lives:
 * machine (with its boot and pid namespace), pid and start time.
 */
export function processIdentity(): string {
  return [machine(), String(process.pid), startTime(process.pid) ?? '0'].join(' ');
}

/** Whether a process named by `processIdentity` has surely ended; false whenever that cannot be known. */
export function hasEnded(identity: string): boolean {
  const [itsMachine, pid, started] = identity.split(' ');
  if (itsMachine !== machine() || pid === undefined) return false;
  const now = startTime(Number(pid));
  if (now !== undefined) return now !== started;
  return !answersSignals(Number(pid));
}

let machineName: string | undefined;

function machine(): string {
  machineName ??= [
    hostname(),
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    attempt(() => readlinkSync('/proc/self/ns/pid')),
  ].join('/');
  return machineName;
}

/** When a process started, by the kernel's count; undefined when there is no such process, or no /proc to ask. */
function startTime(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === '') return undefined;
  // The second field is the program's name in parentheses and may hold anything; count from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const isZombie = fields[0] === 'Z' || fields[0] === 'X';
  return isZombie ? 'ended' : fields[19];
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH');
  }
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
