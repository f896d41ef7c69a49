import { ProblemException, type ProblemDetails } from '#platform';

export const POSITION_HEADER = 'x-orebook-position';

/** The members that `ProblemException` writes itself. */
const STANDARD_MEMBERS: ReadonlySet<string> = new Set(['type', 'title', 'status', 'detail', 'code', 'rule']);

/** Answers a request with a problem; one for want of a part of the venue asks to come again. */
export function throwProblem(problem: ProblemDetails): never {
  const { status, code, detail } = problem;
  const { position } = problem as { readonly position?: unknown };
  const extensions = Object.fromEntries(
    Object.entries(problem).filter(([name]) => !STANDARD_MEMBERS.has(name)),
  );
  const headers: Record<string, string> = {};
  if (status === 503) headers['retry-after'] = '1';
  if (typeof position === 'number') headers[POSITION_HEADER] = String(position);
  throw new ProblemException(status, code, detail, extensions, headers);
}
