import { CliError, EXIT } from './exit-codes.js';

/** A refusal as the venue words it (RFC 9457); every member may be missing from a foreign answer. */
interface Problem {
  readonly status?: number;
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly rule?: string;
  readonly errors?: readonly { readonly field?: string; readonly message?: string }[];
}

/** Turns an answer that says no into the error that ends the command: 5xx is the venue's trouble, 4xx a refusal. */
export function problemError(status: number, body: unknown): CliError {
  const problem: Problem = isRecord(body) ? body : {};
  const exitCode = status >= 500 || status === 429 ? EXIT.unavailable : EXIT.refused;
  return new CliError(exitCode, problemLine(status, problem), { ...problem, status });
}

/** One line: what is wrong, with code and rule, and the fields that are malformed. */
function problemLine(status: number, problem: Problem): string {
  const what = problem.detail ?? problem.title ?? `the venue answered ${status}`;
  const fields = (problem.errors ?? []).flatMap((error) => fieldText(what, error));
  const name = [problem.code, problem.rule === undefined ? undefined : `rule ${problem.rule}`]
    .filter((part) => part !== undefined)
    .join(', ');
  const line = `${what}${fields.length === 0 ? '' : `: ${fields.join('; ')}`}`;
  return name === '' ? `${line} [${status}]` : `${line} [${name}]`;
}

function fieldText(what: string, error: { readonly field?: string; readonly message?: string }): string[] {
  const message = error.message ?? '';
  if (message === '' || what.includes(message)) return [];
  const field = error.field ?? '';
  return [field === '' || message.includes(field) ? message : `${field} ${message}`];
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
