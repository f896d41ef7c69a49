import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { REJECTION_CODES, type RejectionCode } from '#contracts';

/** One thing that is wrong with one field of a request. */
export interface FieldError {
  /** Path of the field, e.g. `orders[3].price`; empty for the whole. */
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** Members of a problem beside the standard ones. */
export interface ProblemExtensions {
  readonly errors?: readonly FieldError[];
  readonly [member: string]: unknown;
}

/** An answer that says no, by RFC 9457. */
export interface ProblemDetails extends ProblemExtensions {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Stable; from the published list where it is a refusal by the rulebook. */
  readonly code: string;
  /** The rule that refused. */
  readonly rule?: string;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/**
 * Builds the body of a problem.
 *
 * @param code - stable, upper case; a code of the published rejection list brings its rule.
 */
export function problemDetails(
  status: number,
  code: string,
  detail: string,
  extensions: ProblemExtensions = {},
): ProblemDetails {
  return {
    type: `urn:orebook:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(isRejectionCode(code) ? { rule: REJECTION_CODES[code] } : {}),
    ...extensions,
  };
}

function isRejectionCode(code: string): code is RejectionCode {
  return Object.hasOwn(REJECTION_CODES, code);
}

/** Thrown at the edge to answer with a problem; never thrown by a core. */
export class ProblemException extends HttpException {
  readonly problem: ProblemDetails;

  /**
   * @param status - HTTP status, 400 or more.
   * @param headers - e.g. `{ 'retry-after': '1' }`.
   */
  constructor(
    status: number,
    code: string,
    detail: string,
    extensions: ProblemExtensions = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    const problem = problemDetails(status, code, detail, extensions);
    super({ ...problem }, status);
    this.problem = problem;
  }
}
