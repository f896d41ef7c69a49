import { ProblemException, type ProblemDetails } from '#platform';

export const POSITION_HEADER = 'x-orebook-position';

/** Answers a request with a problem; one that the venue gives for want of a part asks to come again. */
export function throwProblem(problem: ProblemDetails): never {
  const { status, code, detail, type: _type, title: _title, rule: _rule, ...extensions } = problem;
  const { position } = extensions;
  const headers: Record<string, string> = {};
  if (status === 503) headers['retry-after'] = '1';
  if (typeof position === 'number') headers[POSITION_HEADER] = String(position);
  throw new ProblemException(status, code, detail, extensions, headers);
}
