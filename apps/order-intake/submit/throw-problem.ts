import { ProblemException, type ProblemDetails } from '#platform';

export const POSITION_HEADER = 'x-orebook-position';
/** What whoever is turned away for want of a part of the venue is told: to come again after a second. */
export const COME_AGAIN: Readonly<Record<string, string>> = { 'retry-after': '1' };

/** The members that `ProblemException` writes itself. */
const STANDARD_MEMBERS: ReadonlySet<string> = new Set(['type', 'title', 'status', 'detail', 'code', 'rule']);

/** Answers a request with a problem; one for want of a part of the venue asks to come again. */
export function throwProblem(problem: ProblemDetails): never {
  const { status, code, detail } = problem;
  const { position } = problem as { readonly position?: unknown };
  const extensions = Object.fromEntries(
    Object.entries(problem).filter(([name]) => !STANDARD_MEMBERS.has(name)),
  );
  const headers: Record<string, string> = status === 503 ? { ...COME_AGAIN } : {};
  if (typeof position === 'number') headers[POSITION_HEADER] = String(position);
  throw new ProblemException(status, code, detail, extensions, headers);
}
